"""Reduce public name lists and the border series to the small tables that simulate/words ships.

    python tools/make_nation.py ../shared/data

Surnames come from INE (Spain's residents by nationality, as first and as second surname), given
names from lists made of Wikidata and of Mexican registers, arrivals from CBP's monthly counts.
INE asks for: "Elaboración propia con datos extraídos del sitio web del INE: www.ine.es".
"""

from __future__ import annotations

import csv
import sys
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

HERE = Path(__file__).parents[1] / "src" / "accompany" / "simulate" / "words"

COUNTRIES = {
    "guatemala": ("GTM", "gt"), "honduras": ("HND", "hn"), "el-salvador": ("SLV", "sv"),
    "mexico": ("MEX", None), "nicaragua": ("NIC", "ni"), "ecuador": ("ECU", "ec"),
    "venezuela": ("VEN", "ve"), "colombia": ("COL", "co"), "peru": ("PER", "pe"),
    "cuba": ("CUB", None), "brasil": ("BRA", None),
}  # fmt: skip
LATAM = ("co", "ec", "gt", "hn", "ni", "pe", "sv", "ve")
SMALL = {"DE", "DEL", "LA", "LAS", "LOS", "Y", "DA", "DOS", "E"}
MOST_SURNAMES, MOST_GIVEN = 900, 300


def bare(name: str) -> str:
    """Return a name in capitals without accents; ñ stays, as INE writes it."""
    kept = name.upper().replace("Ñ", "\0")
    plain = unicodedata.normalize("NFKD", kept)
    return "".join(c for c in plain if not unicodedata.combining(c)).replace("\0", "Ñ")


def titled(name: str) -> str:
    """Write a name in capitals as people do: small words small, the others with a capital."""
    return " ".join(
        word.lower() if bare(word) in SMALL and place else word.capitalize()
        for place, word in enumerate(name.split())
    )


def pairs(path: Path) -> list[tuple[str, int]]:
    with path.open(encoding="utf-8-sig", newline="") as opened:
        return [(row[0].strip(), int(row[1])) for row in csv.reader(opened) if len(row) == 2]


def good(name: str) -> bool:
    letters = name.replace(" ", "").replace("-", "")
    return len(letters) > 1 and letters.isalpha() and len(name.split()) <= 3


def write(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with (HERE / name).open("w", encoding="utf-8", newline="") as opened:
        out = csv.writer(opened, lineterminator="\n")
        out.writerow(header)
        out.writerows(sorted(rows))


def accents(names: Path) -> dict[str, str]:
    """Return how the most people write each bare word, from the lists that keep accents."""
    seen: dict[str, Counter[str]] = defaultdict(Counter)
    lists = [*sorted((names / "wikidata_latam").glob("*.csv")), names / "mx_surnames.csv"]
    for path in lists:
        for name, n in pairs(path):
            for word in name.split():
                seen[bare(word)][word] += n
    return {word: forms.most_common(1)[0][0] for word, forms in seen.items()}


def surnames(names: Path) -> None:
    written = accents(names)
    rows = []
    kept: Counter[str] = Counter()
    with (names / "ine_surnames_by_nationality.csv").open(encoding="utf-8") as opened:
        for row in csv.DictReader(opened):
            code = COUNTRIES[row["nationality"]][0]
            name = row["surname"]
            if not good(name) or kept[code] >= MOST_SURNAMES:
                continue
            kept[code] += 1
            formed = titled(" ".join(written.get(word, word.capitalize()) for word in name.split()))
            first, second = row["as_first_surname"] or "0", row["as_second_surname"] or "0"
            rows.append((code, formed, int(float(first)), int(float(second))))
    write("surnames.csv", ("country", "surname", "as_first", "as_second"), set(rows))


def given(names: Path) -> None:
    written = accents(names)
    rows = []
    for sex, stem, mexican in (
        ("F", "females", "mx_female_given"),
        ("M", "males", "mx_male_given"),
    ):
        pooled: Counter[str] = Counter()
        for name, n in pairs(names / f"{mexican}.csv")[:MOST_GIVEN]:
            pooled[titled(" ".join(written.get(w, w.capitalize()) for w in name.split()))] += (
                n // 40
            )
        for code in LATAM:
            for name, n in pairs(names / "wikidata_latam" / f"{code}{stem}.csv"):
                pooled[name] += n
        for country, short in COUNTRIES.values():
            own = pooled.copy()
            if short:
                for name, n in pairs(names / "wikidata_latam" / f"{short}{stem}.csv"):
                    own[name] += 4 * n
            best = [pair for pair in own.most_common(2 * MOST_GIVEN) if good(pair[0])]
            rows += [(country, sex, name, n) for name, n in best[:MOST_GIVEN] if n > 1]
    write("given.csv", ("country", "sex", "given", "weight"), rows)


def hypocorisms(names: Path) -> None:
    with (names / "spanish_hypocorisms.csv").open(encoding="utf-8") as opened:
        rows = {(row["given_name"], row["hypocorism"]) for row in csv.DictReader(opened)}
    write("hypocorisms.csv", ("given", "hypocorism"), rows)


def arrivals(path: Path) -> None:
    counted: Counter[tuple[str, str]] = Counter()
    known = {code for code, _ in COUNTRIES.values()}
    with path.open(encoding="utf-8") as opened:
        for row in csv.DictReader(opened):
            if (
                row["demog"] in {"UAC", "UC / Single Minors"}
                and row["authority"] == "Title 8"  # whom Title 42 turned back HHS never saw
                and "2018-10" <= row["t"][:7] < "2025-10"
            ):
                nat = (
                    row["nat"] if row["nat"] in known else "" if row["nat"] in {"", "NA"} else None
                )
                if nat is not None:
                    counted[row["t"][:7], nat] += int(row["n"])
    write("arrivals.csv", ("month", "country", "encounters"), [(*k, n) for k, n in counted.items()])


def towns(path: Path) -> None:
    """Keep each state's forty most peopled ZIP areas, with the town the post calls them by."""
    found: dict[str, list[tuple[float, str, str]]] = defaultdict(list)
    with path.open(encoding="latin-1", newline="") as opened:
        rows = csv.DictReader(opened)
        next(rows)  # the second header line holds labels
        for row in rows:
            town, _, state = row["ZIPName"].rpartition(", ")
            if row["zcta"].strip() and town and float(row["afact"]) > 0.5:
                found[state[:2]].append((float(row["pop20"]), row["zcta"], town))
    rows_out = [
        (state, zcta, town, int(people))
        for state, zips in found.items()
        for people, zcta, town in sorted(zips, reverse=True)[:40]
        if len(state) == 2
    ]
    write("towns.csv", ("state", "zip", "town", "people"), rows_out)


if __name__ == "__main__":
    data = Path(sys.argv[1])
    surnames(data / "names")
    given(data / "names")
    hypocorisms(data / "names")
    arrivals(data / "cbp-encounters" / "cbp_sw_border_encounters_2017-10_2025-05.csv")
    towns(data / "places" / "geocorr2022_zcta_county.csv")
