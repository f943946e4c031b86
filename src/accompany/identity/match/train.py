"""Training: the weights fitted once with Splink on an installation's own records, without labels.

Never part of a run that links: what is fitted here is a file, with its date and what it was
fitted on, and every run reads it.
"""

from __future__ import annotations

import logging
from typing import Any

import numpy as np
import pyarrow as pa

from accompany.identity.match import columns as at
from accompany.identity.match.columns import Columns
from accompany.identity.match.settings import Settings, settings
from accompany.identity.match.words import formal

U_PAIRS = 5e6
EM_PAIRS = 5e5
SEED = 20240101
NEVER = 1e-6
"""What a level weighs as though seen once in a million."""

_PASSES = (
    'l."born" = r."born"',
    'l."given_pair" = r."given_pair" AND l."surname_pair" = r."surname_pair"',
)
"""What each pass holds equal; it fits every field that does not look at those columns."""

_CERTAIN = (
    'l."number" = r."number" AND l."born" = r."born"',
    'l."given_pair" = r."given_pair" AND l."surname_pair" = r."surname_pair"'
    ' AND l."born" = r."born"',
)
RECALL_OF_CERTAIN = 0.7


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
    for name, column in (
        ("sex", at.SEX), ("country", at.COUNTRY), ("phone", at.PHONE), ("email", at.EMAIL),
        ("address", at.ADDRESS),
    ):  # fmt: skip
        made[name] = _coded(rows[:, column], "{}")
    high, low = rows[:, at.NUMBER_HIGH].astype(np.int64), rows[:, at.NUMBER_LOW].astype(np.int64)
    digits = ((high & 0xFFFF) << 20) | low
    made["number"] = _coded(np.where(high > 0, digits | (1 << 40), 0), "{:x}", 2)
    return pa.table(made)


def _name_columns(records: Columns, rows: Any, name: str, first: int) -> dict[str, Any]:
    texts, sounds = records.vocabulary.texts, records.vocabulary.sounds
    short = formal()
    one, other = rows[:, first].tolist(), rows[:, first + 1].tolist()
    made: dict[str, Any] = {}
    for place, ids in ((1, one), (2, other)):
        made[f"{name}{place}"] = pa.array([texts[n] if n else None for n in ids], pa.string())
        made[f"{name}{place}_sound"] = pa.array(
            [sounds[n] if n else None for n in ids], pa.string()
        )
        forms = [sorted(short.get(texts[n], {texts[n]})) if n else None for n in ids]
        made[f"{name}{place}_formal"] = pa.array(forms, pa.list_(pa.string()))
    pairs = [
        " ".join(sorted(texts[n] for n in two if n)) or None
        for two in zip(one, other, strict=True)
    ]
    made[f"{name}_pair"] = pa.array(pairs, pa.string())
    return made


def _coded(values: Any, form: str, skip: int = 0) -> pa.Array:
    return pa.array([form.format(n)[skip:] if n else None for n in values.tolist()], pa.string())


def trained(records: Columns) -> Settings:
    """Return the settings with weights fitted by expectation maximisation, passes capped."""
    from splink import DuckDBAPI, Linker

    api = DuckDBAPI()
    linker = Linker(api.register(splink_columns(records)), settings())
    logging.getLogger("splink").setLevel(logging.CRITICAL)
    training = linker.training
    training.estimate_probability_two_random_records_match(
        list(_CERTAIN), recall=RECALL_OF_CERTAIN
    )
    training.estimate_u_using_random_sampling(
        max_pairs=U_PAIRS, seed=SEED, min_count_per_level=300
    )
    for rule in _PASSES:
        training.estimate_parameters_using_expectation_maximisation(
            rule,
            estimate_without_term_frequencies=True,
            max_pairs=EM_PAIRS,
        )
    made: Settings = linker.misc.save_model_to_json()
    return _complete(made)


def _complete(made: Settings) -> Settings:
    """Give a level that these records never reached a small share of its field instead of none."""
    for comparison in made["comparisons"]:
        levels = [one for one in comparison["comparison_levels"] if not one.get("is_null_level")]
        for share in ("m_probability", "u_probability"):
            for level in levels:
                level[share] = max(level.get(share) or 0.0, NEVER)
            whole = sum(level[share] for level in levels)
            for level in levels:
                level[share] /= whole
    return made
