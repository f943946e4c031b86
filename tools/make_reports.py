"""Write the report of made-up cases of 20, 300 and 3,000 people, to be looked at.

    python tools/make_reports.py FOLDER

Look at them with `node tools/look.mjs AXE.min.js OUT FOLDER/*.html`.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping
from datetime import date
from pathlib import Path

from accompany.network.assess import assess
from accompany.network.case import read_case, written
from accompany.network.evidence import Sender
from accompany.network.simulated.market import Case, crew, hierarchy
from accompany.network.statement import Viewer

AS_OF = date(2032, 3, 1)
CASES: Mapping[int, Case] = {20: crew(3), 300: hierarchy(7, 200), 3000: hierarchy(7, 2600)}


def write(people: int, case: Case, folder: Path) -> None:
    case.write(folder / f"case-{people}")
    held = read_case(folder / f"case-{people}", Sender("hsi"))
    found = assess(f"SIM-{people}", held.statements, Viewer("hsi"), seed=1, as_of=AS_OF,
                   known_by=AS_OF)  # fmt: skip
    for language in ("en", "es"):
        text = written(found, "html", language, made_up=True)  # type: ignore[arg-type]
        (folder / f"{people}-{language}.html").write_text(text, "utf-8")
    print(f"{people}: {found.verdict.people} people", flush=True)


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("folder", type=Path)
    options.add_argument("--people", type=int, choices=sorted(CASES), nargs="*")
    chosen = options.parse_args()
    chosen.folder.mkdir(parents=True, exist_ok=True)
    for people in chosen.people or sorted(CASES):
        write(people, CASES[people], chosen.folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
