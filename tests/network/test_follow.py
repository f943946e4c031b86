"""FollowTheMoney: what goes out comes back the same, also through the library; drops are kept."""

import json
import warnings
from pathlib import Path

import pytest

from accompany.network import follow
from accompany.network.simulated.market import contractors, received
from accompany.network.statement import Statement


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> list[Statement]:
    read = received(contractors(4), tmp_path_factory.mktemp("case"))
    found = {one.id: one for several in read.values() for one in several.statements}
    return [found[key] for key in sorted(found)]


def test_the_round_trip_is_exact(told: list[Statement]) -> None:
    out = follow.export(told)
    back = follow.load(out.lines().splitlines(), holder="nobody")
    assert sorted(back.statements, key=lambda s: s.id) == told
    assert not back.dropped


def test_what_no_schema_can_hold_is_counted(told: list[Statement]) -> None:
    out = follow.export(told)
    assert out.without_place["grade"] == out.without_place["handling"] == len(told)
    assert out.without_place["kind fee"] == sum(one.kind == "fee" for one in told)


def test_the_round_trip_through_the_library_is_exact(told: list[Statement]) -> None:
    """The library reads our entities, cleans them its way, writes them; we read that."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from followthemoney import model
    out = follow.export(told)
    lines = []
    for entity in out.entities:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            proxy = model.get_proxy(entity, cleaned=False)
        written = proxy.to_dict()
        assert written["schema"] == entity["schema"]
        lost = {p: v for p, v in entity["properties"].items() if p not in written["properties"]}
        assert not lost, (entity["schema"], sorted(lost))
        lines.append(json.dumps(written))
    back = follow.load(lines, holder="nobody")
    assert sorted(back.statements, key=lambda s: s.id) == told


FOREIGN = [
    {"id": "a", "schema": "Person", "properties": {"name": ["Made Up"], "alias": ["El Alto"],
     "phone": ["956-682-0123"], "birthDate": ["around Easter 2003"],
     "nationality": ["guatemalteco"]}},
    {"id": "b", "schema": "Person", "properties": {"name": ["Also Invented"]}},
    {"id": "c", "schema": "Call", "properties": {"caller": ["a"], "receiver": ["b"],
     "duration": ["64"], "date": ["2031-02-03"], "summary": ["rang twice"]}},
    {"id": "d", "schema": "Payment", "properties": {"payer": ["a"], "beneficiary": ["b"],
     "amount": ["12000-15000"], "date": ["spring"], "purpose": ["proceeds"]}},
    {"id": "e", "schema": "Payment", "properties": {"payer": ["a"]}},
    {"id": "f", "schema": "Passport", "properties": {"number": ["X1"]}},
]  # fmt: skip


def test_foreign_entities_lose_nothing_unseen(tmp_path: Path) -> None:
    found = follow.load([json.dumps(one) for one in FOREIGN], holder="ngo")
    kinds = [one.kind for one in found.statements]
    assert sorted(kinds) == ["call", "name", "name", "name", "payment"]
    call = next(one for one in found.statements if one.kind == "call")
    assert (call.subject, call.object, call.value) == ("Made Up", "Also Invented", "64")
    payment = next(one for one in found.statements if one.kind == "payment")
    assert payment.value == "12000-15000"
    assert payment.when is None
    assert payment.details["date_said"] == "spring"
    kept = {value for _, _, value in found.kept_raw}
    assert {"956-682-0123", "around Easter 2003", "guatemalteco", "rang twice", "X1"} <= kept
    assert found.dropped.total() == len(found.kept_raw)
    values = sum(len(v) for one in FOREIGN for v in one["properties"].values())  # type: ignore[attr-defined]
    used = values - sum(prop != "(whole)" for _, prop, _ in found.kept_raw)
    assert used == 13
