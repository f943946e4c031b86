"""A small nation, made once."""

from __future__ import annotations

from pathlib import Path

import pytest

from accompany.simulate.nation import simulate


@pytest.fixture(scope="session")
def nation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("simulated") / "nation"
    simulate(folder, children_wanted=4000, seed=11, progress=lambda n: None)
    return folder
