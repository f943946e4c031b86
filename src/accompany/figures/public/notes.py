"""Pages beside the figures: what the data cannot say, how it was counted, how to cite, changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from html import escape

from accompany.core.when import DEFAULT_ZONE, local_day
from accompany.figures.cell import Value
from accompany.figures.public.changes import WHY, Changes, Code, Download
from accompany.figures.public.edition import PACKAGE, Edition
from accompany.figures.public.grid import rows_of
from accompany.figures.public.phrase import NONE, Speech
from accompany.figures.words import texts


def cannot(made: Edition, say: Speech) -> str:
    """Return what the downloads of this edition do not say, source by source."""
    lists = "".join(
        f'<section class="sec"><h2>{escape(say.source(found.source))}</h2><ul class="cannot">'
        + "".join(f"<li>{_lead(text)}</li>" for text in _cannot(found.source, say).values())
        + "</ul></section>"
        for found in made.extracts
    )
    return _head(say.say("cannot"), say.say("cannot_lede")) + lists


def _cannot(source: str, say: Speech) -> Mapping[str, str]:
    return texts(PACKAGE, say.language)[f"cannot_{source.replace('/', '_')}"]


def _lead(text: str) -> str:
    first, _, rest = text.partition(". ")
    return f"<b>{escape(first)}.</b> {escape(rest)}" if rest else f"<b>{escape(text)}</b>"


def _head(title: str, lede: str) -> str:
    return f'<h1>{escape(title)}</h1><p class="lede">{escape(lede)}</p>'


def _part(title: str, inside: str) -> str:
    return f'<section class="sec"><h2>{escape(title)}</h2>{inside}</section>'


def _paragraphs(say: Speech, *keys: str) -> str:
    return "".join(f"<p>{escape(say.say(key))}</p>" for key in keys)


# ---------------------------------------------------------------- method and citing


def method(made: Edition, say: Speech) -> str:
    files = "".join(
        f'<tr><th scope="row">{escape(say.source(one.source))}</th><td>{escape(one.name)}</td>'
        f'<td class="r">{one.lines:,}</td><td class="hash">{one.sha256}</td></tr>'
        for one in made.extracts
    )
    head = "".join(
        f'<th scope="col"{look}>{escape(say.say(name))}</th>'
        for name, look in (
            ("box_sources", ""), ("file", ""), ("rows", ' class="r"'), ("hash", ""),
        )
    )  # fmt: skip
    table = (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(say.say("file"))}">'
        f"<table><caption>{escape(say.say('method_files'))}</caption><thead><tr>{head}</tr></thead>"
        f"<tbody>{files}</tbody></table></div>"
    )
    return (
        _head(say.say("method"), say.say("method_lede"))
        + _part(say.say("method_files"), table)
        + _part(say.say("method_steps"), _paragraphs(say, "method_1", "method_2", "method_3"))
        + _part(
            say.say("method_withheld"),
            _paragraphs(say, "method_w1", "method_w2", "method_w3", "method_w4"),
        )
        + f'<p class="xs sec">{escape(say.say("definition_english"))}</p>'
    )


def cite(made: Edition, say: Speech) -> str:
    one = made.figures[0]
    found = next(extract for extract in made.extracts if extract.source == one.planned.source)
    said = say.say(
        "cite_one", says=say.says(one).rstrip("."), day=say.last_day(made, one), name=found.name,
        value=say.value(one.planned.figure.measure, one.total), source=say.source(found.source),
        sha=found.sha256, figure=one.name,
        query=one.planned.figure.query_version[:16],
    )  # fmt: skip
    return (
        _head(say.say("cite"), say.say("cite_lede"))
        + _part(say.say("cite_example"), f"<blockquote>{escape(said)}</blockquote>")
        + _part(say.say("cite_rights"), _paragraphs(say, "cite_rights_text"))
        + _part(say.say("cite_not"), _paragraphs(say, "cite_not_text"))
    )


# ---------------------------------------------------------------- what changed


def changed(made: Edition, found: Changes | None, say: Speech) -> str:
    if found is None:
        return _head(say.say("changes"), say.say("changes_first"))
    lede = say.say(
        "changes_lede", now=say.last_day(made),
        before=say.day(local_day(found.as_of, DEFAULT_ZONE)),
    )  # fmt: skip
    return (
        _head(say.say("changes"), lede)
        + _part(say.say("changes_figures"), _moved(made, found, say))
        + _part(say.say("changes_files"), _files(found.downloads, say))
        + _part(say.say("changes_codes"), _codes(found.codes, say))
    )


def _moved(made: Edition, found: Changes, say: Speech) -> str:
    says = {one.name: say.says(one) for one in made.figures}
    how = {one.name: one.planned.figure.measure for one in made.figures}
    rows = [
        [says[one.figure], _total(one.before, how[one.figure], say),
         _total(one.now, how[one.figure], say),
         *(say.number(one.why[name]) if one.why else NONE for name in WHY)]
        for one in found.moved
        if one.before != one.now or any(count != 0 for count in one.why.values())
    ]  # fmt: skip
    if not rows:
        return _paragraphs(say, "changes_none")
    head = [say.say("figure"), say.say("before"), say.say("now"),
            *(say.say(f"why_{name}") for name in WHY)]  # fmt: skip
    return _table(head, rows, say.say("changes_figures")) + "".join(
        f'<p class="xs">{escape(say.say(key))}</p>' for key in ("changes_key", "changes_withheld")
    )


def _total(value: Value, measure: str, say: Speech) -> str:
    if measure == "portion" and value is not None:
        return say.say("per_cent", low=f"{100 * value:.1f}")
    return say.number(value)


def _files(downloads: Sequence[Download], say: Speech) -> str:
    head = [say.say(key) for key in
            ("box_sources", "rows_before", "rows_now", "new", "statements_corrected",
             "statements_withdrawn")]  # fmt: skip
    rows = [
        [say.source(one.source), NONE if one.before is None else f"{one.before:,}", f"{one.now:,}",
         *map(say.number, (one.new, one.corrected, one.withdrawn))]
        for one in downloads
    ]  # fmt: skip
    return _table(head, rows, say.say("changes_files"))


def _codes(codes: Sequence[Code], say: Speech) -> str:
    if not codes:
        return _paragraphs(say, "changes_codes_lede", "no_codes")
    head = [say.say(key) for key in ("code", "list", "before", "now")]
    return _paragraphs(say, "changes_codes_lede") + _table(
        head, list(_code_rows(codes, say)), say.say("changes_codes")
    )


def _code_rows(codes: Sequence[Code], say: Speech) -> Iterator[list[str]]:
    for one in codes:
        ends = [say.say("code_no") if end is None else end or one.code
                for end in (one.before, one.now)]  # fmt: skip
        yield [one.code, say.say(f"list_{one.list}"), *ends]


def _table(head: Sequence[str], rows: Sequence[Sequence[str]], caption: str) -> str:
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(caption)}">'
        f"{rows_of(head, rows, caption)}</div>"
    )
