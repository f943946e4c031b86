"""A small nation, made once."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from accompany.simulate.nation import Wishes, simulate

THROUGH = date(2025, 1, 31)


@pytest.fixture(scope="session")
def nation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("simulated") / "nation"
    simulate(folder, Wishes(4000, 11, THROUGH), progress=lambda n: None)
    return folder
