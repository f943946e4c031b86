"""A case too large for a profile's redraws; everything in it is made up."""

from __future__ import annotations

from datetime import date

import pytest

from accompany.network import assess as module
from accompany.network.statement import Statement, Viewer


def test_of_a_large_case_too_it_is_said_what_rests_on_one_source(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(module, "LARGE", 3)
    told = [
        Statement("order", "P-0", f"P-{at}", asserted_by="S-1", holder="hsi") for at in range(1, 6)
    ]
    day = date(2026, 6, 30)
    found = module.assess("made-up", told, Viewer("hsi"), seed=1, as_of=day, known_by=day, draws=20)
    assert found.profile == ()
    assert [(one.source, one.alone) for one in found.rests] == [("S-1", 5)]
