"""Write the expected files of tests/golden anew: python tools/golden.py [PART OF A CASE'S PATH]."""

from __future__ import annotations

import json
import runpy
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]

if __name__ == "__main__":
    golden = runpy.run_path(str(ROOT / "tests" / "golden" / "test_golden.py"))
    for case in golden["CASES"]:
        if len(sys.argv) > 1 and sys.argv[1] not in case.as_posix():
            continue
        found = json.dumps(golden["outcome"](case), ensure_ascii=False, indent=1)
        (case / "expected.json").write_text(found + "\n", encoding="utf-8")
        print(case.relative_to(ROOT))
