"""What the tests of the site share: helper modules beside them, and the command line's."""

from __future__ import annotations

import sys
from pathlib import Path

for folder in (Path(__file__).parent, Path(__file__).parents[1] / "journeys"):
    sys.path.insert(0, str(folder))
