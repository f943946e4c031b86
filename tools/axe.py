"""Check pages with axe-core in Chromium, at 1280 and at 390 px, and say what it finds.

`python tools/axe.py [FOLDER]`: the page of `accompany owed`, empty and filled, and the sites of
`accompany public` and `accompany claims`, in both languages. axe-core is fetched by npm into FOLDER
(default `.axe`), used for testing only and never shipped. Exit 1 if anything is found.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from html import unescape
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT / "src")]

from accompany.figures.claims import site  # noqa: E402
from accompany.figures.owed.page import as_page  # noqa: E402
from accompany.jobs.public import public  # noqa: E402

AXE = "axe-core@4.14.1"
WIDTHS = (1280, 390)

FILLED = """
[["decision-0", "2026-03-06"], ["released-0", "2026-02-20"], ["determined-0", "2026-02-01"],
 ["determined-0-hour", "22:00"], ["admitted-0", "2025-07-01"], ["moved-0", "2026-03-01"],
 ["ordered-absent-0", "2026-02-27"], ["home-study-done-0", "2026-01-02"]].forEach(function (one) {
  var field = document.getElementById(one[0]);
  field.value = one[1];
  field.dispatchEvent(new Event("input"));
});
document.querySelectorAll("details").forEach(function (one) { one.open = true; });
"""
SPANISH = 'document.querySelector("[data-language=es]").click();'

RUN = """
axe.run(document, {resultTypes: ["violations"]}).then(function (found) {
  var told = found.violations.map(function (one) {
    return {id: one.id, help: one.help, where: one.nodes.map(function (n) { return n.html; })};
  });
  var wide = document.documentElement.scrollWidth - window.innerWidth;
  parent.postMessage({found: told, passes: found.passes.length, wide: wide}, "*");
});
"""
FRAME = """<!doctype html><pre id="told"></pre><iframe id="page" src="{src}"
style="width:{width}px;height:900px;border:0"></iframe><script>addEventListener("message",
function (e) {{ document.getElementById("told").textContent = JSON.stringify(e.data);
document.getElementById("page").remove(); }});</script>"""


def main(folder: Path) -> int:
    axe = fetched(folder).read_text("utf-8")
    faults = 0
    with tempfile.TemporaryDirectory() as made:
        for name, html in pages():
            for width in WIDTHS:
                found = checked(html, axe, width, Path(made))
                wide = f", {found['wide']} px too wide" if found["wide"] > 0 else ""
                faults += len(found["found"]) + bool(wide)
                print(f"{name}, {width} px: {found['passes']} rules passed, "
                      f"{len(found['found'])} found{wide}")  # fmt: skip
                for one in found["found"]:
                    print(f"  {one['id']}: {one['help']}\n    {one['where'][0][:200]}")
    return 1 if faults else 0


def pages() -> Iterator[tuple[str, str]]:
    """Yield each page to check, with what is done to it first as a script of its own."""
    html = as_page()
    for language, first in (("English", ""), ("Spanish", SPANISH)):
        yield f"owed, {language}, empty", scripted(html, first)
        yield f"owed, {language}, filled", scripted(html, first + FILLED)
    yield from public_pages()
    made = dict(site.site())
    for name in ("index.html", "claim/calls-2021.html", "claim/reports-total.html"):
        yield f"claims, {name}", scripted(made[name], "")


def public_pages() -> Iterator[tuple[str, str]]:
    """Yield pages of a site made of the made-up month."""
    with tempfile.TemporaryDirectory() as scratch:
        made = Path(scratch) / "site"
        downloads = ROOT / "examples" / "month" / "us"
        public(downloads, made, known_at=datetime(2024, 7, 1, tzinfo=UTC), who="axe")
        for name in ("index", "figure/releases", "cannot", "changes", "method", "cite"):
            for inside in ("", "es/"):
                html = (made / inside / f"{name}.html").read_text("utf-8")
                opened = 'document.querySelectorAll("details").forEach(d => { d.open = true; });'
                yield f"public, {inside}{name}", scripted(html, opened)


def scripted(html: str, script: str) -> str:
    """Return a copy without its policy, which would keep axe out, and with a script at its end."""
    bare = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", html)
    return bare.replace("</body>", f"<script>{script}</script></body>")


def checked(html: str, axe: str, width: int, folder: Path) -> Mapping[str, object]:
    page, frame = folder / "page.html", folder / "frame.html"
    page.write_text(html.replace("</body>", f"<script>{axe}</script><script>{RUN}</script></body>"))
    frame.write_text(FRAME.format(src=page.as_uri(), width=width))
    chromium = shutil.which("chromium") or sys.exit("no Chromium here: apt-get install chromium")
    ended = subprocess.run(
        [chromium, "--headless", "--no-sandbox", "--disable-gpu", "--no-first-run",
         "--disable-background-networking", "--disable-component-update", "--disable-sync",
         f"--user-data-dir={folder / 'profile'}", "--window-size=1400,1000",
         "--virtual-time-budget=60000", "--dump-dom", frame.as_uri()],
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    told = re.search(r'<pre id="told">(.+?)</pre>', ended.stdout, re.S)
    if not told:
        sys.exit(f"axe did not end:\n{ended.stderr[-2000:]}")
    found: Mapping[str, object] = json.loads(unescape(told[1]))
    return found


def fetched(folder: Path) -> Path:
    """Return axe.min.js, fetched by npm where it is not there yet."""
    script = folder / "node_modules" / "axe-core" / "axe.min.js"
    if not script.is_file():
        npm = shutil.which("npm") or sys.exit("no npm here to fetch axe-core with")
        folder.mkdir(parents=True, exist_ok=True)
        subprocess.run([npm, "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts",
                        "--prefix", str(folder), AXE], check=True)  # fmt: skip
    return script


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1] if len(sys.argv) > 1 else ROOT / ".axe")))
