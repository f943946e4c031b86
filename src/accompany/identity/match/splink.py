"""Records as Splink sees them: the text columns that the settings' SQL speaks of."""

from __future__ import annotations

from typing import Any

import numpy as np
import pyarrow as pa

from accompany.identity.match import columns as at
from accompany.identity.match.columns import Columns
from accompany.identity.match.words import formal


def splink_columns(records: Columns, chosen: Any = None) -> pa.Table:
    """Return records as the text columns the settings' SQL speaks of."""
    where = np.arange(len(records)) if chosen is None else np.asarray(chosen)
    rows = records.rows[where]
    made: dict[str, Any] = {"row": pa.array(where, pa.int64())}
    for name, first, letters in (
        ("given", at.GIVEN1, at.GIVEN),
        ("surname", at.SURNAME1, at.SURNAMES),
    ):
        made |= _name_columns(records, rows, name, first)
        made[f"{name}_letters"] = _coded(rows[:, letters], "{}")
    made["born"] = _coded(rows[:, at.BORN], "{:08x}")
    for name, values in (
        ("sex", rows[:, at.SEX_ZIP] >> at.SEX_ABOVE), ("country", rows[:, at.COUNTRY]),
        ("phone", rows[:, at.PHONE]), ("email", rows[:, at.EMAIL]), ("house", rows[:, at.HOUSE]),
    ):  # fmt: skip
        made[name] = _coded(values, "{}")
    made["zip"] = _coded(rows[:, at.SEX_ZIP] & at.ZIP_DIGITS, "{:05x}")
    for name, column in (("street", at.STREET), ("city", at.CITY)):
        made |= _word_columns(records, rows[:, column].tolist(), name)
    high, low = rows[:, at.NUMBER_HIGH].astype(np.int64), rows[:, at.NUMBER_LOW].astype(np.int64)
    digits = ((high & 0xFFFF) << 20) | low
    made["number"] = _coded(np.where(high > 0, digits | (1 << 40), 0), "{:x}", 2)
    return pa.table(made)


def _name_columns(records: Columns, rows: Any, name: str, first: int) -> dict[str, Any]:
    texts = records.vocabulary.texts
    one, other = rows[:, first].tolist(), rows[:, first + 1].tolist()
    made: dict[str, Any] = {}
    for place, ids in ((1, one), (2, other)):
        made |= _word_columns(records, ids, f"{name}{place}")
    pairs = [
        " ".join(sorted(texts[n] for n in two if n)) or None for two in zip(one, other, strict=True)
    ]
    made[f"{name}_pair"] = pa.array(pairs, pa.string())
    return made


def _word_columns(records: Columns, ids: list[int], name: str) -> dict[str, Any]:
    texts, sounds, short = records.vocabulary.texts, records.vocabulary.sounds, formal()
    forms = [sorted(short.get(texts[n], {texts[n]})) if n else None for n in ids]
    return {
        name: pa.array([texts[n] if n else None for n in ids], pa.string()),
        f"{name}_sound": pa.array([sounds[n] if n else None for n in ids], pa.string()),
        f"{name}_formal": pa.array(forms, pa.list_(pa.string())),
    }


def _coded(values: Any, form: str, skip: int = 0) -> pa.Array[Any]:
    return pa.array([form.format(n)[skip:] if n else None for n in values.tolist()], pa.string())
