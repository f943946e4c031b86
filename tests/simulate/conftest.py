"""A small nation, made once."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from accompany.jobs.ingest import Taken, ingest
from accompany.jobs.ingest import Wishes as Taking
from accompany.simulate.nation import Wishes, simulate

THROUGH = date(2025, 1, 31)


@pytest.fixture(scope="session")
def nation(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("simulated") / "nation"
    simulate(folder, Wishes(4000, 11, THROUGH), progress=lambda n: None)
    return folder


@pytest.fixture(scope="session")
def everything(nation: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Taken]]:
    """Return a ledger of all that the nation's agencies sent, in time and late, and its books."""
    ledger = tmp_path_factory.mktemp("everything") / "ledger"
    taking = Taking(datetime(2025, 2, 1, tzinfo=UTC), "made up")
    done = []
    for folder in ("extracts", "late"):
        taken, refused = ingest(ledger, [nation / folder], taking)
        assert not refused
        done += taken
    return ledger, done
