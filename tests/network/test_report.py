"""The report: the same bytes, both languages whole, no name of anybody protected, no network."""

import re
from datetime import date
from pathlib import Path
from string import Formatter

import pytest

from accompany.network import export
from accompany.network.assess import Assessment, assess
from accompany.network.grade import Grade
from accompany.network.report import page, words
from accompany.network.report.page import as_page
from accompany.network.report.text import as_json, as_text
from accompany.network.simulated.market import crew, hierarchy, received
from accompany.network.statement import Statement, Viewer

DAY = date(2032, 3, 1)


@pytest.fixture(scope="module", params=[crew, lambda seed: hierarchy(seed, 50)])
def found(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Assessment:
    case = request.param(7)
    read = received(case, tmp_path_factory.mktemp("case"))
    told = [one for several in read.values() for one in several.statements]
    return assess(case.name, told, Viewer("hsi"), seed=14, as_of=DAY, known_by=DAY, draws=40)


def test_the_same_statements_and_seed_give_the_same_bytes(found: Assessment) -> None:
    again = assess(found.case, reversed(found.statements), Viewer("hsi"), seed=14, as_of=DAY,
                   known_by=DAY, draws=40)  # fmt: skip
    assert as_json(again) == as_json(found)
    assert as_text(again) == as_text(found)
    assert as_page(again) == as_page(found)


@pytest.mark.parametrize("language", ["en", "es"])
def test_the_page_needs_no_network_and_names_nobody_protected(
    found: Assessment, language: words.Language
) -> None:
    html = as_page(found, language)
    ours = re.sub(r"<script>.*?</script>", "", html, flags=re.DOTALL)
    assert "http://" not in ours
    assert "https://" not in ours
    assert f'<html lang="{language}">' in html
    hidden = [one.name for one in found.net.standings if getattr(one, "shown", False)]
    assert len(hidden) > 5
    for name in hidden:
        assert not re.search(rf"\b{name}\b", ours)


def test_a_victim_who_speaks_and_is_in_danger_is_named_nowhere() -> None:
    """Made up: V-1 is the only source of orders, has a nickname and a phone, and is in danger."""
    good, phone = Grade("A", "1"), "phone:+19565550177"
    told = [Statement("order", "P-1", f"P-{i}", asserted_by="V-1", grade=good) for i in range(2, 9)]
    told += [Statement("role", "V-1", value="victim", grade=good),
             Statement("name", "V-1", value="La Inventada", grade=good),
             Statement("holds", "V-1", phone, value="0.99", grade=good),
             Statement("call", phone, "P-2", grade=good),
             Statement("same", "V-1", "P-9", value="0.5"),
             Statement("danger", "V-1", value="threatened", grade=good)]  # fmt: skip
    told += [Statement("call", "P-9", "P-3", grade=good)]
    one = assess("SIM", told, Viewer("hsi"), seed=1, as_of=DAY, known_by=DAY, draws=10, nulls=9)
    for text in (as_page(one), as_page(one, "es"), as_text(one), as_json(one)):
        ours = re.sub(r"<script>.*?</script>", "", text, flags=re.DOTALL)
        for name in ("V-1", "Inventada", "5550177"):
            assert name not in ours


def test_every_sentence_opens_to_statements_that_are_there(found: Assessment) -> None:
    html = as_page(found)
    wanted = set(re.findall(r'href="#(s-[0-9a-f]{10})"', html))
    there = set(re.findall(r'<tr id="(s-[0-9a-f]{10})">', html))
    assert wanted
    assert wanted <= there
    assert there == {one.id for one in found.statements}


def test_every_picture_has_its_table(found: Assessment) -> None:
    html = as_page(found)
    assert html.count('class="bars"') == 2
    assert html.count("<summary>" + words.Words("en").say("table_same")) == 2
    for table in ("t-ties", "t-people"):
        assert f'<a href="#{table}">' in html
        assert f'<details id="{table}">' in html


def test_spanish_says_everything() -> None:
    english, spanish = words.texts("en")["say"], words.texts("es")["say"]
    assert list(english) == list(spanish)
    for key, text in english.items():
        fields = [{name for _, name, _, _ in Formatter().parse(t) if name}
                  for t in (text, spanish[key])]  # fmt: skip
        assert fields[0] == fields[1], key


def test_spanish_leaves_no_english_term(found: Assessment) -> None:
    terms = words.texts("es")["term"]
    used = {one.name for one in found.dimensions} | {one.seen for one in found.dimensions}
    used |= {guess.name for guess in found.hypotheses} | {i.says for i in found.checklist}
    used |= {sign.says for guess in found.hypotheses for sign in guess.signs}
    used |= {one.name for one in found.profile} | {one.sort for one in found.leads}
    used |= {one.why for one in found.leads} | {one.layer for one in found.verdict.layers}
    assert sorted(used - set(terms)) == []


def test_a_changed_script_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    vendor = tmp_path / "vendor"
    vendor.mkdir()
    (vendor / "cytoscape.min.js").write_text("alert(1)")
    (vendor / "SHA256SUMS").write_text("0" * 64 + "  cytoscape.min.js\n")
    page.vendored.cache_clear()
    monkeypatch.setattr(page.resources, "files", lambda _: tmp_path)
    with pytest.raises(ValueError, match="SHA256SUMS"):
        page.vendored("cytoscape.min.js")
    page.vendored.cache_clear()


def test_exports_carry_every_tie_and_no_protected_name(found: Assessment) -> None:
    graphml, rows = export.as_graphml(found.net), export.as_csv(found.net).splitlines()
    ties = sum(len(layer.tail) for layer in found.net.layers.values())
    assert graphml.count("<edge ") == ties == len(rows) - 1
    hidden = [one.name for one in found.net.standings if getattr(one, "shown", False)]
    assert not any(f'"{name}"' in graphml for name in hidden)


def test_where_nobody_can_tell_no_layer_names_anybody(found: Assessment) -> None:
    if not found.verdict.names_somebody:
        assert {one.first for one in found.verdict.layers} == {""}
    assert all(one.measure for one in found.verdict.layers)


def test_danger_stands_before_everything(found: Assessment) -> None:
    held = [one for one in found.statements if one.kind == "danger"]
    assert bool(held) == (words.Words("en").say("danger_title") in as_page(found))
    if held:
        assert found.leads[0].danger
