"""How a Spanish or Maya name comes out wrong: by ear, by hand, or in the household's own form."""

from __future__ import annotations

import re
import unicodedata
import zlib
from functools import cache

TRUE, BARE, EAR, HOME, PARTICLE, TYPED = 0, 1, 2, 5, 7, 8
"""Where each way stands among the forms of a name: three by ear, two at home, four typed."""

FORMS = 12

BY_EAR = (
    ("ñ", "n"), ("ñ", "ny"), ("v", "b"), ("b", "v"), ("z", "s"), ("s(?=[aou])", "z"),
    ("c(?=[eiéí])", "s"), ("ll", "y"), ("y(?=[aeiou])", "ll"), ("^h", ""), ("^(?=[aeo])", "h"),
    ("g(?=[eiéí])", "j"), ("j(?=[eiéí])", "g"), ("qu(?=[ei])", "k"), ("x", "j"), ("tz", "ts"),
    ("w", "hu"), ("hua", "wa"), ("k", "c"), ("y$", "i"), ("i$", "y"), ("ph", "f"), ("f", "ph"),
    ("sh", "ch"), ("ch", "sh"), ("th", "t"), ("r$", ""), ("s$", ""), ("z$", "s"), ("rr", "r"),
    ("nn", "n"), ("mp", "np"), ("nb", "mb"), ("e(?=[rn])", "i"), ("o(?=[lr])", "u"),
)  # fmt: skip
"""What is heard and what is written instead, as pairs of a pattern and its substitute."""

_BESIDE = {
    "a": "s", "e": "r", "i": "u", "o": "i", "u": "y", "s": "d", "n": "m", "m": "n", "r": "t",
    "l": "k", "d": "s", "t": "r", "c": "v", "z": "x", "g": "h", "b": "n", "p": "o", "v": "c",
}  # fmt: skip
_SMALL = re.compile(r"^(?:de las|de los|de la|del|de|da|dos|la|las|los)\s+", re.IGNORECASE)


def bare(name: str) -> str:
    """Return a name without accents and with n for ñ, as a system of plain letters keeps it."""
    if name.isascii():
        return name
    plain = unicodedata.normalize("NFKD", name)
    return "".join(letter for letter in plain if not unicodedata.combining(letter))


@cache
def _turn(name: str) -> int:
    return zlib.crc32(name.encode())


def by_ear(name: str) -> list[str]:
    """Return three ways the name is written by one who hears it, most names having three."""
    small = name.lower()
    found = dict.fromkeys(
        bare(_cased(re.sub(heard, written, small, count=1), name)) for heard, written in BY_EAR
    )
    others = [form for form in found if form and form.lower() != bare(small)]
    start = _turn(name) % len(others) if others else 0
    turned = others[start:] + others[:start] + [typed(name, place) for place in range(3)]
    return turned[:3]


def typed(name: str, slip: int) -> str:
    """Return the name with one slip of the hand: a letter lost, turned, doubled or beside it."""
    letters = list(bare(name))
    if len(letters) < 3:
        return "".join([*letters, letters[-1]])
    place = 1 + (_turn(name) // 7 + 3 * slip) % (len(letters) - 1)
    kind = (_turn(name) + slip) % 4
    if kind == 0:
        del letters[place]
    elif kind == 1:
        letters[place - 1 : place + 1] = letters[place - 1 : place + 1][::-1]
    elif kind == 2:
        letters.insert(place, letters[place])
    else:
        letters[place] = _BESIDE.get(letters[place].lower(), "e")
    return "".join(letters)


def without_particle(name: str) -> str:
    return _cased(_SMALL.sub("", name), name)


def forms(name: str, at_home: list[str]) -> list[str]:
    """Return every form of a name, in the order of the constants above."""
    home = (at_home or [name])[:2]
    return [
        name, bare(name), *by_ear(name), home[0], home[-1], without_particle(name),
        *(typed(name, slip) for slip in range(4)),
    ]  # fmt: skip


def _cased(name: str, like: str) -> str:
    return name[:1].upper() + name[1:] if like[:1].isupper() else name
