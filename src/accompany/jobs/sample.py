"""Sample: draw pairs for people to judge, take their answers in, say how right the links are."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from accompany.core.problem import InputFault
from accompany.engines.duck import Duck
from accompany.figures.pair.story import HELD
from accompany.identity.family import siblings
from accompany.identity.judgement import Verdict, judgements, standing
from accompany.identity.linking import ADULTS, CHILDREN, Group, guards
from accompany.identity.match.decide import Guards
from accompany.identity.match.index import Index
from accompany.identity.match.model import Model
from accompany.identity.sample import (
    Drawn,
    Estimate,
    Stratum,
    answered,
    draw,
    estimate,
    population,
)
from accompany.jobs.explain_pair import index_of, values_of
from accompany.jobs.judge import Word, judge_pairs
from accompany.jobs.opened import Asker, Opened, opened
from accompany.walls.purpose import SPONSORS
from accompany.walls.veil import veil

SAID: Mapping[str, Verdict] = {
    "same": "same", "yes": "same", "different": "different", "no": "different",
    "unsure": "unsure",
}  # fmt: skip
ASKED = ("record_a", "record_b", "judgement", "by", "why")
KEYS = tuple(key for keys in HELD.values() for key in keys)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What draw is wanted."""

    pairs: int
    seed: int
    model: Model
    out: Path
    group: Group = CHILDREN


@dataclass(frozen=True, slots=True)
class Draw:
    """A draw as it is kept: of which links, and which pairs of which strata."""

    id: str
    drawn_at: datetime
    model: str
    records: int
    pairs: Sequence[tuple[str, str, int]]
    strata: Mapping[int, Stratum]
    group: str = CHILDREN.name
    """Whose records they are; children's where an older draw does not say."""


@dataclass(frozen=True, slots=True)
class Measured:
    """How right the links were when pairs were drawn, as far as people have judged."""

    draw: Draw
    strata: Sequence[Stratum]
    estimate: Estimate
    if_unsure_differ: Estimate
    """Were every pair that people are unsure of two children."""
    if_unsure_same: Estimate


def draw_sample(path: Path, wanted: Wanted, asker: Asker) -> Draw:
    """Draw pairs of what the model makes of the records, keep the draw, write a sheet to judge by.

    The sheet names neither the model's view nor the stratum, so that neither sways who judges.
    Sponsors and household members are drawn only for a purpose that may learn who they are.
    """
    group = wanted.group
    also = (SPONSORS,) if group is ADULTS else ()
    what = {"pairs": str(wanted.pairs), "seed": str(wanted.seed), "who": group.name}
    with opened(path) as world:
        world.ask("sample", asker, what=what, also=also)
        index = index_of(world, path, wanted.model, group)
        rows = index.standing(np.arange(sum(map(len, index.parts)), dtype=np.int32))
        names = index.names(rows)
        forbidden = _guards(world.duck, names)
        of = population(index.columns(rows), wanted.model, forbidden, index.reference)
        if not len(of.one):
            raise InputFault(
                path.name, f"no two records of {group.name} are alike enough to be compared",
                "There is nothing to draw until more are linked",
            )  # fmt: skip
        drawn = draw(of, wanted.pairs, wanted.seed)
        pairs = [
            (str(names[int(of.one[n])]), str(names[int(of.other[n])]), int(stratum))
            for n, stratum in zip(drawn.places, drawn.stratum, strict=True)
        ]
        made = _kept(path, wanted, asker.at, index, pairs, drawn)
        _write_sheet(world, wanted.out, made, asker)
    return made


def _guards(duck: Duck, names: pa.Array[Any]) -> Guards:
    """Return what bars records from each other, people's words aside: those are the measure."""
    row = pa.array(np.arange(len(names)), pa.int32())
    duck.take("cleaned", pa.table({"row": row, "about": names}))
    return replace(guards(duck, len(names)), different=siblings(duck))


def _folder(path: Path) -> Path:
    return path / "samples"


def _kept(
    path: Path, wanted: Wanted, at: datetime, index: Index,
    pairs: Sequence[tuple[str, str, int]], drawn: Drawn,
) -> Draw:  # fmt: skip
    name = sha256(repr((at.isoformat(), wanted.seed, pairs)).encode()).hexdigest()[:10]
    made = Draw(
        f"draw-{name}", at, wanted.model.id, len(index), pairs, drawn.strata, wanted.group.name
    )
    document = {
        **asdict(made), "drawn_at": at.isoformat(),
        "strata": {number: asdict(one) for number, one in made.strata.items()},
    }  # fmt: skip
    folder = _folder(path)
    folder.mkdir(exist_ok=True)
    number = len(list(folder.glob("*.json"))) + 1
    (folder / f"{number:06d}.json").write_text(json.dumps(document) + "\n", "utf-8")
    return made


def last_draw(path: Path, group: Group = CHILDREN) -> Draw:
    """Read the last draw that was made of a group's records in a ledger."""
    for kept in sorted(_folder(path).glob("*.json"), reverse=True):
        made = _read_draw(kept)
        if made.group == group.name:
            return made
    raise InputFault(
        path.name, f"no pairs of {group.name} were drawn from it",
        f"Draw some: accompany sample LEDGER --who {group.name} --out",
    )  # fmt: skip


def _read_draw(path: Path) -> Draw:
    read = json.loads(path.read_text("utf-8"))
    strata = {int(number): Stratum(**one) for number, one in read.pop("strata").items()}
    pairs = [(a, b, stratum) for a, b, stratum in read.pop("pairs")]
    at = datetime.fromisoformat(read.pop("drawn_at"))
    return Draw(**read, drawn_at=at, pairs=pairs, strata=strata)


def _write_sheet(world: Opened, out: Path, made: Draw, asker: Asker) -> None:
    records = sorted({name for a, b, _ in made.pairs for name in (a, b)})
    values = values_of(world, records)
    seen = veil(purpose=asker.purpose, case=asker.case)
    shown = {name: seen("person-described", values.get(name, {})) for name in records}
    heads = [f"{key}_{side}" for key in KEYS for side in "ab"]
    with os.fdopen(os.open(out, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w",
                   encoding="utf-8", newline="") as opened_:  # fmt: skip
        sheet = csv.writer(opened_)
        sheet.writerow([*ASKED, *heads])
        for a, b, _ in made.pairs:
            said = [shown[name].get(key, "") for key in KEYS for name in (a, b)]
            sheet.writerow([a, b, "", "", "", *said])


def take_answers(
    path: Path, sheet: Path, *, by: str, at: datetime, who: str, group: Group = CHILDREN
) -> int:
    """Take the judgements of a sheet in as facts; return how many are new."""
    asked = {frozenset((a, b)) for a, b, _ in last_draw(path, group).pairs}
    judged = []
    with sheet.open(encoding="utf-8-sig", newline="") as opened_:
        reader = csv.DictReader(opened_)
        missing = set(ASKED[:3]) - set(reader.fieldnames or ())
        if missing:
            raise InputFault(
                sheet.name, f"it has no column {', '.join(sorted(missing))}",
                "Fill in the sheet that was written, and keep its columns.",
            )  # fmt: skip
        for line, row in enumerate(reader, 2):
            word = _word(sheet, line, row, by, at)
            if word is None:
                continue
            if frozenset((row["record_a"], row["record_b"])) not in asked:
                raise InputFault(
                    sheet.name, f"line {line}: the pair is not of the last draw of {group.name}",
                    "Fill in the sheet that was written last, and say --who it was drawn of.",
                )  # fmt: skip
            judged.append((row["record_a"], row["record_b"], word))
    return judge_pairs(path, judged, who=who)


def _word(
    sheet: Path, line: int, row: Mapping[str, str | None], by: str, at: datetime
) -> Word | None:
    """Return what a row says; nothing where nobody judged it."""
    said = (row["judgement"] or "").strip().lower()
    if not said:
        return None
    if said not in SAID:
        raise InputFault(
            sheet.name, f"line {line}: the judgement is none we know",
            "Write same, different or unsure (or yes, no); leave it empty where nobody judged.",
        )  # fmt: skip
    whose = (row.get("by") or "").strip() or by
    if not whose:
        raise InputFault(
            sheet.name, f"line {line}: nobody is named who judged", "Fill in by, or give --by."
        )
    return Word(SAID[said], whose, (row.get("why") or "").strip() or "drawn to be judged", at)


def measure(path: Path, group: Group = CHILDREN) -> Measured:
    """Say how right a group's links were at the last draw, from what people said of it since."""
    made = last_draw(path, group)
    drawn_at = made.drawn_at.astimezone(UTC).replace(tzinfo=None)
    with opened(path) as world:
        since = [one for one in judgements(world.duck) if one.known_at >= drawn_at]
    said: dict[frozenset[str], set[str]] = {}
    for one in standing(since):
        said.setdefault(frozenset(one.pair), set()).add(one.verdict)
    words = [_agreed(said.get(frozenset((a, b)), set())) for a, b, _ in made.pairs]
    stratum = np.array([number for _, _, number in made.pairs], np.intp)
    drawn = Drawn(np.arange(len(stratum)), stratum, made.strata)
    strata = answered(drawn, words)
    doubted = [replace(one, judged=one.judged + one.unsure) for one in strata]
    return Measured(
        made, strata, estimate(strata), estimate(doubted),
        estimate([replace(one, same=one.same + one.unsure) for one in doubted]),
    )  # fmt: skip


def _agreed(said: set[str]) -> str:
    """Return what people say of a pair; where they do not agree nobody is sure."""
    if not said:
        return ""
    return next(iter(said)) if len(said) == 1 else "unsure"
