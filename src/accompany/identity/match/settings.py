"""The model as Splink's settings: what is compared, how near, and what each level weighs."""

from __future__ import annotations

from typing import Any

from accompany.identity.match.grades import ALIKE_FROM, NEAR_FROM

Settings = dict[str, Any]

FREQUENCIES = ("given1", "given_pair", "surname1", "surname_pair", "born")
"""Columns whose frequency adjusts a weight: agreeing on what is rare says more."""

FREQUENCY_OF = {
    ("given", 7): "given_pair", ("given", 6): "given1", ("given", 3): "given1",
    ("surnames", 7): "surname_pair", ("surnames", 6): "surname1", ("surnames", 3): "surname1",
    ("born", 6): "born",
}  # fmt: skip


def settings() -> Settings:
    """Return the settings without weights: comparisons as SQL over the columns of ``splink``."""
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "row",
        "sql_dialect": "duckdb",
        "probability_two_random_records_match": 1e-6,
        "retain_intermediate_calculation_columns": True,
        "retain_matching_columns": False,
        "blocking_rules_to_generate_predictions": [],
        "comparisons": [
            _comparison("given", _names("given")),
            _comparison("surnames", _names("surname")),
            _comparison("born", _born()),
            _comparison("sex", _equal("sex")),
            _comparison("country", _equal("country")),
            _comparison("number", _number()),
            _comparison("contact", _contact()),
            _comparison("street", _grid(_house(), _near_words("street", "street"))),
            _comparison("place", _grid(_zip(), _near_words("city", "city"))),
        ],
    }


def _comparison(name: str, levels: list[tuple[str, str]]) -> Settings:
    null, *rest = levels
    highest = len(rest) - 1
    made: list[Settings] = [
        {"sql_condition": null[1], "label_for_charts": null[0], "is_null_level": True}
    ]
    for place, (label, sql) in enumerate(rest):
        level: Settings = {"sql_condition": sql, "label_for_charts": label}
        if column := FREQUENCY_OF.get((name, highest - place)):
            level |= {
                "tf_adjustment_column": column,
                "tf_adjustment_weight": 1.0,
                "disable_tf_exact_match_detection": True,
            }
        made.append(level)
    return {"output_column_name": name, "comparison_levels": made}


def _names(name: str) -> list[tuple[str, str]]:
    a1, a2 = f"{name}1", f"{name}2"
    pairs = {"11": (a1, a1), "22": (a2, a2), "12": (a1, a2), "21": (a2, a1)}
    same = {key: _yes(f'"{a}_l" = "{b}_r"') for key, (a, b) in pairs.items()}
    near = {key: _near(a, b) for key, (a, b) in pairs.items()}
    alike = {key: _alike(a, b) for key, (a, b) in pairs.items()}
    two = f'("{a2}_l" IS NOT NULL AND "{a2}_r" IS NOT NULL)'
    any_same = "(" + " OR ".join(same.values()) + ")"
    both_near = f"(({near['11']} AND {near['22']}) OR ({near['12']} AND {near['21']}))"
    one_alike = " OR ".join(
        f"({same[one]} AND {alike[beside]})"
        for one, beside in (("11", "22"), ("22", "11"), ("12", "21"), ("21", "12"))
    )
    return [
        ("not given", f'"{a1}_l" IS NULL OR "{a1}_r" IS NULL'),
        ("same", f'"{name}_pair_l" = "{name}_pair_r" OR "{name}_letters_l" = "{name}_letters_r"'),
        ("one same, no other given", f"NOT {two} AND {any_same}"),
        ("both near", f"{two} AND {both_near}"),
        ("one same, one alike", f"{two} AND ({one_alike})"),
        ("one same", any_same),
        ("one near", "(" + " OR ".join(near.values()) + ")"),
        ("crossed", _crossed()),
        ("differ", "ELSE"),
    ]


def _crossed() -> str:
    over = _yes('"given1_l" IN ("surname1_r", "surname2_r")')
    back = _yes('"given1_r" IN ("surname1_l", "surname2_l")')
    return f"{over} AND {back}"


def _near(a: str, b: str) -> str:
    return _yes(
        f'"{a}_l" = "{b}_r" OR "{a}_sound_l" = "{b}_sound_r"'
        f' OR jaro_winkler_similarity("{a}_l", "{b}_r") >= {NEAR_FROM}'
        f' OR list_has_any("{a}_formal_l", "{b}_formal_r")'
    )


def _alike(a: str, b: str) -> str:
    initial = (
        f'((length("{a}_l") = 1 OR length("{b}_r") = 1) AND left("{a}_l", 1) = left("{b}_r", 1))'
    )
    close = f'jaro_winkler_similarity("{a}_l", "{b}_r") >= {ALIKE_FROM}'
    return _yes(f"{_near(a, b)} OR {close} OR {initial}")


def _yes(condition: str) -> str:
    return f"coalesce({condition}, FALSE)"


def _born() -> list[tuple[str, str]]:
    year = "substr(born_l, 1, 4) = substr(born_r, 1, 4)"
    swapped = (
        "substr(born_l, 5, 2) = substr(born_r, 7, 2)"
        " AND substr(born_l, 7, 2) = substr(born_r, 5, 2)"
    )
    first = "(substr(born_l, 5, 4) = '0101' OR substr(born_r, 5, 4) = '0101')"
    return [
        ("not given", "born_l IS NULL OR born_r IS NULL"),
        ("same", "born_l = born_r"),
        ("day and month swapped", f"{year} AND {swapped}"),
        ("one digit off", "hamming(born_l, born_r) = 1"),
        ("1 January of that year", f"{year} AND {first}"),
        (
            "two digits off, or the same month",
            "hamming(born_l, born_r) = 2 OR substr(born_l, 1, 6) = substr(born_r, 1, 6)",
        ),
        ("same year", year),
        ("differ", "ELSE"),
    ]


def _equal(column: str) -> list[tuple[str, str]]:
    return [
        ("not given", f"{column}_l IS NULL OR {column}_r IS NULL"),
        ("same", f"{column}_l = {column}_r"),
        ("differ", "ELSE"),
    ]


def _number() -> list[tuple[str, str]]:
    return [
        ("not given", "number_l IS NULL OR number_r IS NULL"),
        ("same", "number_l = number_r"),
        ("one digit off", "hamming(number_l, number_r) = 1"),
        ("two digits off", "hamming(number_l, number_r) = 2"),
        ("differ", "ELSE"),
    ]


def _contact() -> list[tuple[str, str]]:
    apart = " AND ".join(f"({one}_l IS NULL OR {one}_r IS NULL)" for one in ("phone", "email"))
    return [
        ("not given", apart),
        ("same phone or e-mail", f"{_yes('phone_l = phone_r')} OR {_yes('email_l = email_r')}"),
        ("differ", "ELSE"),
    ]


def _house() -> list[tuple[str, str]]:
    return [
        ("no house number", "house_l IS NULL OR house_r IS NULL"),
        ("another house number", "house_l <> house_r"),
        ("same house number", "house_l = house_r"),
    ]


def _zip() -> list[tuple[str, str]]:
    return [
        ("no ZIP", "zip_l IS NULL OR zip_r IS NULL"),
        ("another ZIP", "damerau_levenshtein(zip_l, zip_r) > 1"),
        ("ZIP a digit off", "damerau_levenshtein(zip_l, zip_r) = 1"),
        ("same ZIP", "zip_l = zip_r"),
    ]


def _near_words(column: str, says: str) -> list[tuple[str, str]]:
    same = f"{column}_l = {column}_r"
    return [
        (f"no {says}", f"{column}_l IS NULL OR {column}_r IS NULL"),
        (f"another {says}", f"{column}_l <> {column}_r AND NOT {_alike(column, column)}"),
        (f"{says} near", f"{column}_l <> {column}_r AND {_alike(column, column)}"),
        (f"same {says}", same),
    ]


def _grid(one: list[tuple[str, str]], other: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return a level for each level of one beside each of the other, which go together: whoever
    shares a ZIP shares a city, and a weight for each would count that twice."""
    made = [(f"{a}, {b}", f"({if_a}) AND ({if_b})") for a, if_a in one for b, if_b in other]
    return [made[0], *made[:0:-1]]
