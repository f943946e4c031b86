"""Children's facts and network cases are kept in two ledgers: nothing leaks between by accident."""

from __future__ import annotations

from accompany.engines.duck import Duck
from accompany.ledger.folder import LedgerFault

_CASES = "kind = 'statement'"
_NEITHER = (
    "kind IN ('judged-same', 'judged-different', 'judged-unsure', 'withdrawn') OR"
    " (kind = 'person-described' AND json_extract_string(details, '$.kind') = 'actor')"
)
"""What a ledger of either sort may hold: links, and the people that cases speak of."""


def keep_apart(duck: Duck) -> None:
    """Refuse what is about to be taken in (``stated``) where the ledger holds the other sort."""
    for arriving, held, what in (
        (_CASES, f"NOT ({_CASES} OR {_NEITHER})", "a network case, and this ledger holds children"),
        (f"NOT ({_CASES} OR {_NEITHER})", _CASES, "no part of a case, and this ledger holds cases"),
    ):
        if _any(duck, "stated", arriving) and _any(duck, "facts_kept", held):
            raise LedgerFault(
                f"the extract is of {what}. Keep the two in two ledgers: what a case may learn"
                " of a child goes through: network refer"
            )


def _any(duck: Duck, table: str, where: str) -> bool:
    return bool(duck.rows(f"SELECT 1 FROM {table} WHERE {where} LIMIT 1"))
