"""What follows a judge's word: appeals to the Board; and an order: arrests by ICE, and holding."""

from __future__ import annotations

import numpy as np

from accompany.simulate.chance import Bools, Ints, pick_named, stream
from accompany.simulate.clock import NEVER, instant_on
from accompany.simulate.lives import Draw, Lives, cut, when
from accompany.simulate.people import YEAR
from accompany.simulate.persons import Persons
from accompany.simulate.rates import rate
from accompany.simulate.stays import Stays


def aftermath(seed: int, chunk: int, who: Persons, went: Stays, lives: Lives) -> None:
    """Go on with each stay's life after court, by chance of its own: nothing before it moves."""
    draw = Draw(stream(seed, chunk, "aftermath"), len(went))
    lives.at["turned-18"] = _grown_up(who.born[went.child], went, lives)
    _put_off(draw, lives)
    _appealed(draw, lives)
    _arrested(draw, lives, who, went)
    cut(lives)


def _grown_up(born: Ints, went: Stays, lives: Lives) -> Ints:
    """Return the eighteenth birthday, for whoever has it after being found and while here."""
    day = born.astype("datetime64[D]")
    month = day.astype("datetime64[M]")
    birthday = (month + 18 * 12).astype("datetime64[D]") + (day - month.astype("datetime64[D]"))
    on = birthday.astype(np.int64)
    last = np.concatenate([went.child[1:] != went.child[:-1], [True]])
    return when((on > went.found) & last & _still_here(lives, on), on)


def _put_off(draw: Draw, lives: Lives) -> None:
    """Let some first hearings be put off on their day and set anew."""
    at, first_set = lives.at, lives.at["hearing-0-set"]
    day = lives.told["hearing-0-on"] - draw.days(14, 60)
    off = (first_set > NEVER) & (day > first_set) & draw.happens(rate("court", "put_off"))
    lives.told["hearing-first-on"] = day
    at["hearing-set-first"] = when(off, first_set)
    at["hearing-adjourned"] = when(off, day)
    at["hearing-0-set"] = np.where(off, day, first_set)


def _appealed(draw: Draw, lives: Lives) -> None:
    """Decide cases; let the child or DHS appeal, in thirty days mostly, and the Board decide."""
    at, decided = lives.at, lives.at["judge-decided"]
    decision = pick_named(draw.rng, rate("court", "decisions"), draw.n)
    lives.told["decision"] = decision
    chances = rate("court", "appeals")
    late = draw.happens(chances["late"])
    day = _after(decided, np.where(late, draw.days(31, 75), draw.days(1, 30)))
    here = _still_here(lives, day)
    lost, won = decision == "X", np.isin(decision, ("T", "R"))
    by_child = here & lost & draw.happens(chances["respondent"])
    by_dhs = here & won & draw.happens(chances["dhs"])
    at["appeal-filed/respondent"] = when(by_child, day)
    at["appeal-filed/dhs"] = when(by_dhs, day)
    lag = rate("court", "days_to_board_decision")
    at["appeal-decided"] = when(by_child | by_dhs, day + draw.lag(lag["middle"], lag["spread"]))
    result = pick_named(draw.rng, rate("court", "board_decisions"), draw.n)
    lives.told["board result"] = np.where(late, "untimely", result)


def _arrested(draw: Draw, lives: Lives, who: Persons, went: Stays) -> None:
    """Let ICE arrest a few who were ordered removed; of a child it has to tell HHS again."""
    at, rates = lives.at, rate("ice", "after_order")
    undone = lives.told["motion granted"] & (at["motion-decided"] > NEVER)
    order = np.where(undone, NEVER, at["in-absentia-order"])
    day = _after(order, draw.days(20, 700))
    arrested = _still_here(lives, day) & draw.happens(rates["arrested"])
    moment = instant_on(np.where(arrested, day, NEVER), draw.days(6 * 3600, 20 * 3600))
    young = arrested & (day - who.born[went.child] < 18 * YEAR)
    at["ice-arrested_at"] = when(arrested, moment)
    at["ice-apprehended_at"] = when(young, moment)
    at["ice-told-hhs_at"] = when(
        young & draw.happens(rates["hhs_told"]), moment + draw.hours(2, 90)
    )
    held = arrested & draw.happens(rates["held"])
    gone = np.maximum(at["died"], at["departed"])
    out = day + np.where(young, draw.days(0, 2), draw.days(3, 60))
    at["ice-held"] = when(held, day)
    at["ice-let-go"] = when(held, np.where(gone > NEVER, np.minimum(out, gone), out))
    known = arrested & draw.happens(rates["detainer"])
    at["detainer-prepared"] = when(known, day - draw.days(1, 20))


def _after(day: Ints, days: Ints) -> Ints:
    return np.where(day > NEVER, day + days, NEVER)


def _still_here(lives: Lives, day: Ints) -> Bools:
    """Say whose day comes before they leave or die."""
    gone = np.maximum(lives.at["died"], lives.at["departed"])
    here: Bools = (day > NEVER) & ((gone == NEVER) | (gone > day))
    return here
