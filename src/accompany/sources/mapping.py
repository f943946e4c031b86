"""How a spreadsheet's columns could become plain columns: proposed, shown, saved, read again."""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from pathlib import Path

import yaml

from accompany.core.fact import kinds
from accompany.core.problem import InputFault
from accompany.engines.duck import Duck
from accompany.sources import sheet, table, text
from accompany.sources.extract import head

BESIDE = ".map.yaml"
"""The ending of a file beside an extract that holds its mapping."""

SHOWN_ROWS = 10
_LOOKED_AT = 1000
_AGREE = 0.8
_DATED = {"happened", "seen_on", "born_on"}
_SLASHED = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4}|\d{2})(?:\D.*)?")

_SHAPES: Mapping[str, Callable[[str], object]] = {
    "email": re.compile(r"[^@\s]+@[^@\s]+\.\w+").fullmatch,
    "a_number": re.compile(r"[Aa][- ]?\d{3}[- ]?\d{3}[- ]?\d{2,3}|\d{3}-\d{3}-\d{3}").fullmatch,
    "phone": re.compile(r"\+?1?[-. (]*\d{3}[-. )]+\d{3}[-. ]*\d{4}").fullmatch,
    "zip": re.compile(r"\d{5}(?:-\d{4})?").fullmatch,
    "state": re.compile(r"[A-Z]{2}").fullmatch,
    "sex": re.compile(r"(?i)[mfhx]|male|female|hombre|mujer|masculino|femenino").fullmatch,
    "kind": lambda cell: cell in kinds() or cell.lower() in {"child", "sponsor", "household"},
    "happened": re.compile(r"\d{4}-\d\d-\d\d.*|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}.*").fullmatch,
}
_SHAPES = {**_SHAPES, **dict.fromkeys(_DATED, _SHAPES["happened"])}
_TELLING = ("email", "a_number", "phone", "kind")
"""Shapes that give a column away whatever it is called."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """What one column could become: ``plain`` is empty where nothing fits."""

    column: str
    plain: str
    confidence: float
    because: str


@dataclass(frozen=True, slots=True)
class Proposed:
    """A whole mapping for a person to look over, with the first rows before and after."""

    proposals: Sequence[Proposal]
    before: Sequence[Mapping[str, str]]
    after: Sequence[Mapping[str, str]]

    @property
    def mapping(self) -> dict[str, str]:
        return {found.column: found.plain for found in self.proposals if found.plain}


def propose(path: Path) -> Proposed:
    """Propose plain columns by the words of the header and the shape of the cells below it."""
    with Duck(memory="500MB") as duck:
        table.arrive(duck, path)
        rows = duck.rows(
            "SELECT COLUMNS('c\\d+') FROM arrived ORDER BY line LIMIT $1", [_LOOKED_AT]
        )
        names = _as_written(path)
        columns = {
            name: [str(row[place]).strip() for row in rows if row[place]]
            for place, name in enumerate(names)
        }
        proposals = _proposals(columns)
        before = [dict(zip(names, map(_shown, row), strict=True)) for row in rows[:SHOWN_ROWS]]
        after = _after(duck, path, {p.column: p.plain for p in proposals if p.plain})
    return Proposed(proposals, before, after)


def save(mapping: Mapping[str, str], path: Path) -> None:
    """Write a mapping as YAML that a person can change before using it."""
    body = yaml.safe_dump({"columns": dict(mapping)}, allow_unicode=True, sort_keys=False)
    path.write_text(
        "# Their column: plain column. Add (day/month/year) or (month/day/year) after a column of\n"
        '# dates; a line like "=child": kind gives every row the same value.\n' + body,
        encoding="utf-8",
    )


def load(path: Path) -> dict[str, str]:
    """Read a saved mapping."""
    advice = "Write it as accompany map does: columns:, then one line for each column."
    try:
        columns = yaml.safe_load(path.read_text("utf-8"))["columns"]
    except (yaml.YAMLError, UnicodeDecodeError, TypeError, KeyError) as error:
        raise InputFault(path.name, "this is not a mapping", advice) from error
    if not isinstance(columns, dict) or not all(isinstance(to, str) for to in columns.values()):
        raise InputFault(path.name, "the columns are not names with a plain name each", advice)
    return {str(theirs): ours for theirs, ours in columns.items()}


def beside(path: Path) -> dict[str, str]:
    """Read the mapping saved beside an extract, if there is one."""
    saved = path.with_name(path.name + BESIDE)
    return load(saved) if saved.is_file() else {}


def _shown(cell: object) -> str:
    return "" if cell is None else str(cell)


def _as_written(path: Path) -> Sequence[str]:
    first = head(path)
    if first.startswith(b"PAR1"):
        return table.columns_of(path)
    return sheet.header_of(path) if first.startswith(b"PK") else text.header_of(path).names


@cache
def _words() -> Mapping[str, str]:
    """Return plain columns by the words people write for them, in English and Spanish."""
    file = resources.files("accompany.sources").joinpath("synonyms.csv")
    with file.open(encoding="utf-8") as rows:
        return {
            word: row["plain"]
            for row in csv.DictReader(rows)
            for word in (row["plain"].replace("_", " "), *row["written"].split("|"))
        }


def _bare(header: str) -> str:
    plain = table.plain_name(header).replace("_", " ")
    return "".join(c for c in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(c))


def _proposals(columns: Mapping[str, Sequence[str]]) -> list[Proposal]:
    """Give each plain column to the one that fits it best."""
    found = [_best(name, cells) for name, cells in columns.items()]
    taken: dict[str, Proposal] = {}
    for one in sorted(found, key=lambda one: -one.confidence):
        taken.setdefault(one.plain, one)
    kept = [
        one if taken.get(one.plain) is one else Proposal(one.column, "", 0.0, "") for one in found
    ]
    plains = {one.plain.partition(" ")[0] for one in kept}
    if "kind" not in plains and plains & {"given_names", "surnames", "born_on"}:
        kept.append(Proposal("=child", "kind", 0.3, "no column says who it is about"))
    return kept


def _best(name: str, cells: Sequence[str]) -> Proposal:
    plain, confidence, because = _by_header(_bare(name))
    shape = _SHAPES.get(plain)
    if plain and shape and cells:
        agrees = _share(shape, cells) >= _AGREE
        confidence += 0.05 if agrees else -0.35
        because += ", and the cells look so" if agrees else ", but the cells do not look so"
    if not plain:
        told = next((one for one in _TELLING if _share(_SHAPES[one], cells) >= _AGREE), "")
        plain, confidence, because = told, 0.5 if told else 0.0, "the cells look so" if told else ""
    if plain in _DATED:
        plain = f"{plain}{_order(cells)}"
    return Proposal(name, plain, round(confidence, 2), because)


def _by_header(bare: str) -> tuple[str, float, str]:
    words = _words()
    if bare in words:
        return words[bare], 0.9, "the header says so"
    inside = [
        word for word in words if len(word) > 3 and re.search(rf"\b{re.escape(word)}\b", bare)
    ]
    if inside:
        return words[max(inside, key=len)], 0.6, "the header holds the word"
    return "", 0.0, ""


def _share(shape: Callable[[str], object], cells: Sequence[str]) -> float:
    return sum(1 for cell in cells if shape(cell)) / len(cells) if cells else 0.0


def _order(cells: Sequence[str]) -> str:
    """Return how slashed dates are written; the American way where nothing tells."""
    slashed = [found for cell in cells if (found := _SLASHED.fullmatch(cell))]
    if not slashed:
        return ""
    days_first = sum(1 for found in slashed if int(found[1]) > 12)
    months_first = sum(1 for found in slashed if int(found[2]) > 12)
    return " (day/month/year)" if days_first > months_first else " (month/day/year)"


def _after(duck: Duck, path: Path, mapping: Mapping[str, str]) -> list[dict[str, str]]:
    arrived = table.arrive(duck, path, renamed=table.renaming(path, mapping))
    arrived.lay_out(duck, "mapped_row", {name: (name,) for name in arrived.columns})
    quoted = ", ".join(f'"{name}"' for name in arrived.columns)
    shown = duck.dicts(f"SELECT {quoted} FROM mapped_row ORDER BY line LIMIT {SHOWN_ROWS}")
    return [{name: cell for name, cell in row.items() if cell} for row in shown]
