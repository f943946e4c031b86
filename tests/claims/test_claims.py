"""The book of claims: its form, why its numbers differ, and the pages made of it."""

from __future__ import annotations

import base64
import csv
import hashlib
import itertools
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from reckoned import opened

from accompany.cli.main import accompany
from accompany.duties.rules import rulebook
from accompany.figures.book import book
from accompany.figures.claims import site, text
from accompany.figures.claims.book import (
    Claim,
    ClaimFault,
    claims,
    pair,
    pairs_of,
    quantities,
    read,
    search,
    seem_to_conflict,
    terms,
    terms_of,
)
from accompany.figures.claims.chart import lettered, picture

PUBLISHED = Path(__file__).parents[3] / "shared" / "data" / "published" / "oversight_figures.csv"
CALLS = ("calls-2017", "calls-2021", "calls-85000", "calls-48-per-cent", "calls-one-third")


def run(*words: str) -> str:
    ended = CliRunner().invoke(accompany, ["claims", *words])
    assert ended.exit_code == 0, ended.output
    return ended.output


def row(**more: Any) -> dict[str, Any]:
    """A claim of a made-up office about nothing."""
    return {
        "claim": "made-up", "quantity": "released", "says": "Nobody said so.", "words": "",
        "words_from": "not seen", "who": "nobody", "where": "nowhere", "said_on": "", "value": 12,
        "how": "exactly", "unit": "child", "counts": "children", "window": [date(2020, 1, 1),
        date(2020, 12, 31)], "reached": "not reached", "may": "x", "may_not": "x", "figure": "none",
        "beside": [], **more,
    }  # fmt: skip


# ---- the book


def test_there_are_at_least_sixty_claims_of_every_quantity() -> None:
    assert len(claims()) >= 60
    assert {claim.quantity for claim in claims().values()} == set(quantities())


def test_every_pair_that_seems_to_conflict_has_its_reason() -> None:
    pairs = [
        pair(one, other)
        for one, other in itertools.combinations(claims().values(), 2)
        if seem_to_conflict(one, other)
    ]
    assert len(pairs) > 90
    assert [(p.one.name, p.other.name) for p in pairs if not p.because] == []
    assert [(p.one.name, p.other.name) for p in pairs if not p.differ] == []


def test_numbers_of_unanswered_calls_count_different_things() -> None:
    told = [claims()[name] for name in CALLS]
    assert len({claim.counts for claim in told}) == len(told)
    assert len({(claim.unit, claim.of_n, claim.window) for claim in told}) == len(told)
    for one, other in itertools.combinations(told, 2):
        found = pair(one, other)
        assert found.because, (one.name, other.name)
        assert "what is counted" in found.differ
    assert claims()["calls-2021"].unit == "call"


def test_the_two_numbers_of_unserved_notices_are_of_two_days() -> None:
    may, january = claims()["not-served-2024-05"], claims()["not-served-2025-01"]
    assert pair(may, january).differ == ("as of",)
    assert "eight months later" in pair(may, january).because
    assert (round(may.share or 0), round(january.share or 0)) == (65, 52)


def test_the_parts_of_the_backlog_do_not_make_its_total_and_that_is_said() -> None:
    parts = [claims()[f"reports-{name}"].value for name in ("concern", "trafficking", "fraud")]
    assert sum(parts) == 65625
    assert claims()["reports-total"].value == 65605
    assert "65,625" in pair(claims()["reports-total"], claims()["reports-concern"]).because


def test_no_share_is_taken_of_a_share_nor_beyond_the_whole() -> None:
    assert claims()["call-not-timely"].of_n == 342
    for claim in claims().values():
        assert claim.share is None or (claim.unit != "per cent" and 0 < claim.share <= 100)


def test_a_share_is_worked_out_within_one_unit_only() -> None:
    assert claims()["address-bad"].share is None
    assert claims()["calls-48-per-cent"].share == pytest.approx(47.98, abs=0.01)
    assert claims()["missed-hearing-2019-2023"].share is None
    assert "no denominator was published" in text.out_of(claims()["missed-hearing-2019-2023"])


def test_every_claim_says_what_may_and_may_not_be_said() -> None:
    for claim in claims().values():
        assert claim.may and claim.may_not and claim.counts and claim.figure, claim.name
        assert claim.words or claim.words_from, claim.name
        assert not claim.words or claim.reached != "not reached" or claim.words_from, claim.name


def test_what_would_recount_a_claim_is_there() -> None:
    for claim in claims().values():
        for name in re.findall(r"count LEDGER ([\w-]+)", claim.figure):
            assert name in {figure.figure for figure in book()}, claim.name
        for glob in re.findall(r"--duty '([^'*]+)'", claim.figure):
            assert glob in rulebook(), claim.name


def test_every_administration_is_named_by_the_days_alone() -> None:
    days = [(term.first, term.last) for term in terms()]
    assert all((b[0] - a[1]).days == 1 for a, b in itertools.pairwise(days))
    assert terms_of(claims()["not-served-2024-05"]) == ["Trump (first term)", "Biden"]
    assert terms_of(claims()["hsi-cases-2017"]) == ["Obama", "Trump (first term)"]
    assert terms_of(claims()["located-2026-02"]) == ["Trump (second term)"]
    assert len({name for claim in claims().values() for name in terms_of(claim)}) == 4


def test_no_record_judges_a_party() -> None:
    said = " ".join(f"{c.may} {c.may_not} {c.counts}" for c in claims().values()).lower()
    told = " ".join(b.because for c in claims().values() for b in c.beside).lower()
    for word in ("republican", "democrat", "failure of", "scandal", "lied", "cruel", "open border"):
        assert word not in said + told


@pytest.mark.real
@pytest.mark.skipif(not PUBLISHED.is_file(), reason="the folder of published figures is not here")
def test_every_published_oversight_figure_is_among_the_claims() -> None:
    values = {claim.value for claim in claims().values()}
    for figure in csv.DictReader(PUBLISHED.read_text("utf-8").splitlines()):
        numbers = re.findall(r"\d[\d,]*\d|\d", figure["value"])
        known = {float(number.replace(",", "")) for number in numbers}
        assert known & values or figure["figure"] in SAID_OTHERWISE, figure["figure"]


SAID_OTHERWISE = {
    "Call window": "days 30 to 37, in call-not-timely",
    "Non-detained in-absentia share of initial completions": "a third, as 33 per cent",
}

# ---- its form


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"may": None}, "`may:` is missing"),
        ({"mood": "bad"}, "unknown word `mood:`"),
        ({"quantity": "mood"}, "no quantity is called mood"),
        ({"how": "hardly"}, "`how:` or `reached:`"),
        ({"window": None}, "no time is told"),
        ({"of": {"says": "x", "m": 3}}, "unknown word `m` in `of:`"),
        ({"words": "so"}, "said not to be seen"),
        ({"beside": [{"claim": "nobody", "because": "x"}]}, "is called nobody"),
    ],
)
def test_a_claim_out_of_form_is_named_with_the_mend(change: dict[str, Any], says: str) -> None:
    made = {name: value for name, value in row(**change).items() if value is not None}
    with pytest.raises(ClaimFault, match=re.escape(says)):
        read([made])


def test_a_claim_stands_once() -> None:
    with pytest.raises(ClaimFault, match="stands twice"):
        read([row(), row()])


@pytest.mark.parametrize(
    ("change", "conflict"),
    [
        ({"value": 13}, True),
        ({}, False),
        ({"unit": "call"}, True),
        ({"value": 13, "window": [date(2021, 1, 1), date(2021, 2, 1)]}, False),
        ({"value": 13, "window": [date(2020, 12, 31), date(2021, 2, 1)]}, True),
        ({"value": 13, "quantity": "in-care"}, False),
    ],
)
def test_what_seems_to_conflict(change: dict[str, Any], conflict: bool) -> None:
    one, other = read([row(), row(claim="other", **change)]).values()
    assert seem_to_conflict(one, other) is conflict


def test_states_at_two_times_seem_to_conflict() -> None:
    told = [row(claim=f"in-{year}", value=year, window=None, as_of=date(year, 1, 1))
            for year in (2020, 2021)]  # fmt: skip
    one, other = read(told).values()
    assert seem_to_conflict(one, other)
    assert pair(one, other).differ == ("as of",)


def test_two_that_differ_in_exactness_alone_say_so() -> None:
    one, other = read([row(), row(claim="other", how="about")]).values()
    assert pair(one, other).differ == ("how exact it is",)
    same, again = read([row(), row(claim="other")]).values()
    assert pair(same, again).differ == ()
    assert pair(*read([row(), row(claim="o", scope="one office")]).values()).differ == ("where",)


# ---- the command


def test_words_find_claims_and_one_is_shown_whole() -> None:
    assert "not-served-2024-05" in run("291,000")
    assert "not-served-2024-05" in run("291000", "notice")
    shown = run("calls-2021")
    for said in ("33.5 per cent", "may not", "calls-85000", "differ in: unit"):
        assert said in shown
    assert run().count("\n\n") == len(quantities()) - 1
    ended = CliRunner().invoke(accompany, ["claims", "qqq"])
    assert (ended.exit_code, "no claim has all of these words" in ended.output) == (1, True)


def test_a_claim_is_one_document() -> None:
    found = json.loads(run("not-served-2025-01", "--format", "json"))["claims"]
    assert len(found) == 1
    assert found[0]["share"] == pytest.approx(52.0, abs=0.1)
    assert found[0]["administrations"] == ["Trump (first term)", "Biden"]
    assert {b["claim"] for b in found[0]["beside"]} == {
        "not-served-2024-05", "not-served-one-office", "press-not-notified"
    }  # fmt: skip


def test_a_claim_alone_of_its_kind_is_shown_without_others() -> None:
    assert "beside others" not in "\n".join(text.page(claims()["represented-appear"]))
    assert "day not found" in "\n".join(text.page(claims()["court-pending"]))
    assert len(search(["represented-appear"])) == 1


# ---- the pages


@pytest.fixture(scope="module")
def pages() -> dict[str, str]:
    return dict(site.site())


def test_there_is_a_page_for_each_claim_and_a_list(pages: dict[str, str], tmp_path: Path) -> None:
    assert len(pages) == len(claims()) + 1
    assert run("--site", str(tmp_path / "out")).startswith(f"Wrote {len(pages)} pages")
    for name, html in pages.items():
        assert (tmp_path / "out" / name).read_text("utf-8") == html
    assert dict(site.site()) == pages


def test_links_lead_to_pages_and_nothing_leaves(pages: dict[str, str]) -> None:
    for name, html in pages.items():
        assert not re.search(r"https?://|\bsrc=|\bon\w+=", html), name
        for link in re.findall(r'href="([^"#]+)"', html):
            target = (Path("/") / name).parent / link
            assert str(target.resolve())[1:] in pages, f"{name} -> {link}"
        for tag in ("style", "script"):
            for body in re.findall(rf"<{tag}>(.*?)</{tag}>", html, re.S):
                digest = base64.b64encode(hashlib.sha256(body.encode()).digest()).decode()
                assert f"{tag}-src 'sha256-{digest}'" in html, name


def test_a_page_tells_the_record_and_why_others_differ(pages: dict[str, str]) -> None:
    html = pages["claim/calls-2021.html"]
    for said in ("about 4,890 calls", "May not be said", "They differ in: unit", "14,600"):
        assert said in html
    assert "<blockquote>more than 291,000</blockquote>" in pages["claim/not-served-2024-05.html"]


def test_the_picture_has_every_claim_its_own_place_and_a_table(pages: dict[str, str]) -> None:
    for claim in claims().values():
        html = pages[f"claim/{claim.name}.html"]
        others = [c for c in claims().values() if c.quantity == claim.quantity]
        assert html.count("<title>") - 1 == len(others) == html.count('<th scope="row">')
        assert html.count('class="own"><title>') == 1


def test_units_are_never_on_one_scale() -> None:
    told = [claims()[name] for name in CALLS]
    drawn = picture("calls", told)
    assert len(re.findall(r'class="u">', drawn)) == len({claim.unit for claim in told}) == 3
    assert "own" not in drawn


def test_marks_stand_where_their_day_and_number_say() -> None:
    told: list[Claim] = [
        c for c in claims().values() if c.quantity == "not-served" and c.value > 200_000
    ]
    drawn = picture("x", told)
    spots = re.findall(r'translate\(([\d.]+) ([\d.]+)\)" class="other"><title>(\w)', drawn)
    at = {letter: (float(x), float(y)) for x, y, letter in spots}
    by_name = {claim.name: at[letter] for letter, claim in lettered(told)}
    may, january = by_name["not-served-2024-05"], by_name["not-served-2025-01"]
    assert may[0] < january[0]
    assert may[1] < january[1]
    assert [claim.time for _, claim in lettered(told)] == sorted(c.time for c in told)


def test_the_list_is_searched_as_one_types(pages: dict[str, str], tmp_path: Path) -> None:
    script = ('var w = document.getElementById("words"); w.value = "Axios calls";'
              'w.dispatchEvent(new Event("input"));')  # fmt: skip
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    html = pages["index.html"].replace("script-src '", f"script-src 'sha256-{digest}' '", 1)
    page = tmp_path / "index.html"
    page.write_text(html.replace("</body>", f"<script>{script}</script></body>"), "utf-8")
    shown = opened(page, tmp_path)
    assert re.findall(r'id="count"[^>]*>(.*?)<', shown) == ["1 claim"]
    assert len(pairs_of(claims()["calls-2021"])) == len(CALLS) - 1
