"""Claims laid out for a terminal and for a program."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from accompany.figures.claims.book import Claim, Pair, pairs_of, quantities, terms_of


def listing(found: Sequence[Claim]) -> str:
    """Return one claim in full, or several by quantity, a line each."""
    if len(found) == 1:
        return "\n".join(page(found[0]))
    blocks = []
    for quantity in dict.fromkeys(claim.quantity for claim in found):
        mine = sorted((c for c in found if c.quantity == quantity), key=lambda c: c.time)
        lines = [f"  {c.name:<26} {c.number}, {_of(c)}{time(c)}" for c in mine]
        blocks.append("\n".join([quantities()[quantity], *lines]))
    return "\n\n".join(blocks)


def page(claim: Claim) -> Iterator[str]:
    yield f"{claim.name}: {claim.says}"
    yield ""
    words = f'"{claim.words}" ({claim.words_from})' if claim.words else claim.words_from
    for name, told in (
        ("words", words),
        ("said by", f"{claim.who}, {claim.where}{said_on(claim)}"),
        ("number", claim.number),
        ("counts", claim.counts),
        ("out of", out_of(claim)),
        ("about", time(claim)),
        ("where", claim.scope),
        ("in days of", ", ".join(terms_of(claim))),
        ("source", reached(claim)),
        ("may say", claim.may),
        ("may not", claim.may_not),
        ("recount", claim.figure),
    ):
        if told:
            yield f"  {name:<11} {told}"
    others = [pair for pair in pairs_of(claim) if pair.because]
    if others:
        yield "\n  beside others of the same quantity"
    for pair in others:
        yield from _pair(pair)


def _pair(pair: Pair) -> Iterator[str]:
    yield f"    {pair.other.name}: {pair.other.number}, {time(pair.other)}"
    yield f"      differ in: {', '.join(pair.differ) or 'nothing but the words'}"
    yield f"      {pair.because}"


def out_of(claim: Claim) -> str:
    if not claim.of_says:
        return "no denominator was published"
    number = f"{claim.of_n:,} " if claim.of_n else ""
    share = f" ({claim.share:.1f} per cent)" if claim.share is not None else ""
    return f"{number}{claim.of_says}{share}"


def _of(claim: Claim) -> str:
    return f"of {claim.of_n:,}, " if claim.of_n else ""


def time(claim: Claim) -> str:
    """Say what time a claim is about, and on which day it was true."""
    told = [f"{claim.window[0]} to {claim.window[1]}"] if claim.window else []
    return ", ".join([*told, *([f"as of {claim.as_of}"] if claim.as_of else [])])


def said_on(claim: Claim) -> str:
    """Return when it was said, to follow where; nothing where that ends with it already."""
    if not claim.said_on:
        return ", day not found"
    return "" if claim.where.endswith(claim.said_on) else f", {claim.said_on}"


def reached(claim: Claim) -> str:
    """Say how far the source was followed."""
    return {
        "text": "the words were read",
        "abstract": "its abstract was read",
        "secondhand": "read in somebody else's account",
        "not reached": "not found",
    }[claim.reached]


def document(claim: Claim) -> dict[str, Any]:
    return {
        "claim": claim.name,
        "quantity": claim.quantity,
        "says": claim.says,
        "words": claim.words or None,
        "words_from": claim.words_from,
        "who": claim.who,
        "where": claim.where,
        "said_on": claim.said_on or None,
        "value": claim.value,
        "how": claim.how,
        "unit": claim.unit,
        "counts": claim.counts,
        "denominator": {"says": claim.of_says, "n": claim.of_n} if claim.of_says else None,
        "share": claim.share,
        "window": list(claim.window) if claim.window else None,
        "as_of": claim.as_of,
        "scope": claim.scope or None,
        "administrations": terms_of(claim),
        "reached": claim.reached,
        "may_say": claim.may,
        "may_not_say": claim.may_not,
        "figure": claim.figure,
        "beside": [
            {"claim": pair.other.name, "differ_in": list(pair.differ), "because": pair.because}
            for pair in pairs_of(claim)
            if pair.because
        ],
    }
