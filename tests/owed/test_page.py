"""The page: one file, no network, both languages whole, and the days the command gives."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from datetime import date
from html import unescape
from pathlib import Path
from string import Formatter

import pytest
from reckoned import opened

from accompany.core.fact import kinds
from accompany.core.party import parties
from accompany.duties.calendars import calendars
from accompany.duties.rules import rulebook
from accompany.figures.owed import asked, tables
from accompany.figures.owed.answer import answer
from accompany.figures.owed.page import as_page
from accompany.figures.owed.telling import PACKAGE
from accompany.figures.words import Words, texts


@pytest.fixture(scope="module")
def html() -> str:
    return as_page()


def test_the_page_is_one_small_file_that_asks_for_nothing(html: str) -> None:
    assert len(html.encode()) < 1_000_000
    assert not re.search(r"https?://|\bfetch\(|XMLHttpRequest|localStorage|\bimport\(", html)
    assert not re.search(r"<(link|img|iframe)\b|\bsrc=|\bon\w+=", html)
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html)
    assert policy and "default-src 'none'" in policy[1] and "form-action 'none'" in policy[1]
    assert "unsafe" not in policy[1]


def test_its_policy_allows_its_own_script_and_style_alone(html: str) -> None:
    for tag, name in (("script", "script-src"), ("style", "style-src")):
        body = re.findall(rf"<{tag}>(.*?)</{tag}>", html, re.S)
        assert len(body) == 1
        digest = base64.b64encode(hashlib.sha256(body[0].encode()).digest()).decode()
        assert f"{name} 'sha256-{digest}'" in html


def test_the_same_rulebook_gives_the_same_bytes(html: str) -> None:
    assert as_page() == html


# ---- words


def test_spanish_says_every_sentence_with_the_same_parts() -> None:
    english, spanish = (texts(PACKAGE, language)["say"] for language in ("en", "es"))
    assert list(english) == list(spanish)
    for key, said in english.items():
        ours, theirs = (
            {name for _, name, _, _ in Formatter().parse(one) if name}
            for one in (said, spanish[key])
        )
        assert ours == theirs, key


def test_spanish_has_every_duty_kind_office_and_holiday() -> None:
    spanish = texts(PACKAGE, "es")
    asked_about = tables.page_tables()
    used = {
        one["kind"]
        for duty, said in zip(asked_about["duties"], asked_about["said"], strict=True)
        for group in (duty["starts"], duty["before"], duty["tollFrom"], said["kept"], said["stops"])
        for one in group
    } | {field.kind for field in asked.fields().values()}
    assert used - set(spanish["kind"]) == set()
    assert set(spanish["kind"]) <= set(kinds())
    assert set(spanish["duty"]) == set(rulebook())
    owing = {code for duty in rulebook().values() for code in (duty.owed_by, duty.owed_to)}
    assert owing <= set(spanish["party"]) <= set(parties())
    off = {why for one in calendars().values() for _, why in tables.days_off(one)}
    assert off | {"saturday", "sunday"} == set(spanish["why"])


def test_every_choice_has_its_word_in_both_languages() -> None:
    choices = {c for f in asked.fields().values() for c in f.choices}
    choices |= {c for w in asked.words().values() for c in w.choices}
    for language in ("en", "es"):
        assert choices <= set(texts(PACKAGE, language)["value"]), language  # type: ignore[arg-type]


def test_every_sentence_of_the_page_is_in_the_word_list(html: str) -> None:
    said = texts(PACKAGE, "en")["say"]
    used = set(re.findall(r'data-say="(\w+)"', html)) | set(re.findall(r'\bsay\("(\w+)"', html))
    assert used - set(said) - {"group_"} == set()
    assert {f"group_{field.group}" for field in asked.fields().values()} <= set(said)


def test_a_day_is_said_in_either_language() -> None:
    on = date(2026, 4, 6)
    assert Words(PACKAGE, "en").day(on) == "Monday 6 April 2026"
    assert Words(PACKAGE, "es").day(on) == "lunes 6 de abril de 2026"
    assert Words(PACKAGE, "es").term("party", "nobody") == "nobody"


# ---- the tables


def test_days_off_are_those_of_the_calendar() -> None:
    federal = calendars()["us-federal"]
    off = dict(tables.days_off(federal))
    assert off[tables.number(date(2024, 7, 4))] == "Independence Day"
    assert off[tables.number(date(2021, 12, 31))] == "New Year's Day"
    assert off[tables.number(date(2025, 1, 9))] == "National Day of Mourning (Carter)"
    assert tables.number(date(2026, 7, 4)) not in off  # a Saturday, kept on the Friday
    assert federal.why_off(date(2024, 7, 3)) == ""


def test_clocks_change_when_the_zone_says() -> None:
    told = dict(tables.changes("America/New_York"))
    spring = tables.number(date(2024, 3, 10)) * 24 * 60 + 7 * 60
    assert told[spring] == -240
    assert dict(tables.changes("Pacific/Honolulu")) == {-2880: -600}


# ---- as a browser runs it

TYPED = """
var today = document.getElementById("today");
today.value = "2026-03-12";
[["decision-0", "2026-03-06"], ["released-0", "2026-02-20"], ["determined-0", "2026-02-01"],
 ["determined-0-hour", "22:00"], ["admitted-0", "2025-07-01"], ["moved-0", "2026-03-01"]]
.forEach(function (one) {
  var field = document.getElementById(one[0]);
  field.value = one[1];
  field.dispatchEvent(new Event("input"));
});
"""


def typed_into(html: str, script: str) -> str:
    """Return the page as if somebody had typed: one more script, and the policy knows its hash."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    allowed = html.replace("script-src '", f"script-src 'sha256-{digest}' '", 1)
    return allowed.replace("</body>", f"<script>{script}</script></body>")


def test_what_is_typed_shows_the_days_the_command_gives(html: str, tmp_path: Path) -> None:
    page = tmp_path / "owed.html"
    page.write_text(typed_into(html, TYPED), "utf-8")
    shown = opened(page, tmp_path)
    told = {
        "decision": ["2026-03-06"], "released": ["2026-02-20"], "admitted": ["2025-07-01"],
        "determined": ["2026-02-01T22:00"], "moved": ["2026-03-01"],
    }  # fmt: skip
    found = answer(asked.facts_of(told, {}), today=date(2026, 3, 12), zone="America/New_York")
    assert len(found.dated) > 25
    english = Words(PACKAGE, "en")
    last = {(owed.duty.says, owed.due.opened_by): owed.day for owed in found.dated if owed.day}
    seen = re.findall(r'<div class="when">(.*?)</div><div><h3>(.*?)</h3>', unescape(shown), re.S)
    days = {says: re.sub(r"<.*?>", " ", when) for when, says in seen}
    for (says, _), on in last.items():
        assert english.day(on) in days[says], says
    assert {owed.duty.says for owed in found.gaps} <= set(days)


def test_spanish_is_one_press_away(html: str, tmp_path: Path) -> None:
    page = tmp_path / "owed.html"
    press = TYPED + 'document.querySelector("[data-language=es]").click();'
    page.write_text(typed_into(html, press), "utf-8")
    shown = unescape(opened(page, tmp_path))
    assert '<html lang="es">' in shown
    assert "lunes 6 de abril de 2026" in shown
    assert '<blockquote lang="en">' in shown
    form = shown[shown.index("<form") : shown.index("</form>")]
    assert json.dumps(asked.fields()["released"].es, ensure_ascii=False)[1:-1] in form
    assert "Released to a sponsor" not in form
