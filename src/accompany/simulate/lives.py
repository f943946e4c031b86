"""What befell each child from care to court: days and instants, stay by stay."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from accompany.simulate import places
from accompany.simulate.chance import Bools, Floats, Ints, even, stream
from accompany.simulate.clock import HOUR, NEVER, instant_on, on
from accompany.simulate.people import YEAR
from accompany.simulate.persons import Persons
from accompany.simulate.rates import rate
from accompany.simulate.stays import Stays

HEARINGS = 3


@dataclass(slots=True)
class Lives:
    """By name: for each stay the day, with ``_at`` the instant; NEVER where it did not happen."""

    through: int
    at: dict[str, Ints] = field(default_factory=dict)
    written: dict[str, Bools] = field(default_factory=dict)
    """Whether an act that was done was also written down."""
    told: dict[str, Any] = field(default_factory=dict)


class Draw:
    """Chance for the stays of one chunk, in the words lives are told in."""

    def __init__(self, rng: np.random.Generator, n: int) -> None:
        self.rng, self.n = rng, n

    def happens(self, chance: float | Floats) -> Bools:
        found: Bools = self.rng.random(self.n) < chance
        return found

    def days(self, first: int, last: int) -> Ints:
        return self.rng.integers(first, last + 1, self.n)

    def lag(self, middle: float, spread: float) -> Ints:
        """Return whole days that scatter by a log-normal about their middle."""
        return np.maximum(1, middle * np.exp(spread * self.rng.standard_normal(self.n))).astype(
            np.int64
        )

    def mean_days(self, mean: float) -> Ints:
        return 1 + self.rng.exponential(mean, self.n).astype(np.int64)

    def hours(self, first: float, last: float) -> Ints:
        minutes = self.rng.integers(int(first * 60), int(last * 60), self.n)
        return minutes * (HOUR // 60)


def when(happened: Bools, moment: Ints) -> Ints:
    return np.where(happened & (moment > NEVER // 2), moment, NEVER)


def live(seed: int, chunk: int, who: Persons, went: Stays, *, through: int) -> Lives:
    """Tell each stay's later life; nothing happens after the day ``through``."""
    lives = Lives(through)
    draw = Draw(stream(seed, chunk, "lives"), len(went))
    _endings(draw, lives, who, went)
    _care(draw, lives, who, went)
    _calls(draw, lives, went)
    _charged(draw, lives, who, went)
    _heard(draw, lives)
    _moved(seed, chunk, draw, lives, who, went)
    _told(Draw(stream(seed, chunk, "stories of one child"), len(went)), lives, who, went)
    cut(lives)
    return lives


def _endings(draw: Draw, lives: Lives, who: Persons, went: Stays) -> None:
    """Say who is released, who dies, who goes home; a later stay ends what an earlier began."""
    at = lives.at
    adult = who.claimed[went.child] != who.born[went.child]
    other = draw.happens(rate("care", "not_released")) | adult
    at["released"] = when(~other, went.released)
    at["left-care"] = when(other, went.released)
    lives.told["left-reason"] = np.where(adult, "adult", "other")
    story = np.zeros(len(who), dtype=bool)
    story[who.stories.members("death")] = True
    at["died"] = when(story[went.child] & ~other, went.released + draw.days(20, 400))
    at["departed"] = when(
        draw.happens(rate("court", "departed")), went.released + draw.days(90, 1100)
    )
    follows = np.concatenate([went.child[1:] == went.child[:-1], [False]])
    back = np.concatenate([went.found[1:], [NEVER]])
    at["departed"] = np.where(follows, back - draw.days(5, 40), at["departed"])
    at["departed"] = when(at["died"] == NEVER, np.maximum(at["departed"], went.released + 1))
    at["departed"] = np.where(
        follows | (at["departed"] > went.released + 30), at["departed"], NEVER
    )


def _care(draw: Draw, lives: Lives, who: Persons, went: Stays) -> None:
    at = lives.at
    late = draw.happens(rate("care", "intake_late"))
    at["intake-assessed_at"] = went.admitted_at + np.where(
        late, draw.hours(24.2, 90), draw.hours(1, 23.8)
    )
    late = draw.happens(rate("care", "assessment_late"))
    at["assessed"] = went.admitted + np.where(late, draw.days(6, 16), draw.days(0, 5))
    at["assessed"] = np.minimum(at["assessed"], went.released)
    missing = draw.happens(rate("care", "checks_not_documented"))
    done = at["released"] > NEVER
    at["suitability-found"] = when(done & ~missing, went.released - draw.days(0, 4))
    at["suitability-found"] = np.where(
        at["suitability-found"] > NEVER, np.maximum(at["suitability-found"], went.admitted), NEVER
    )
    released_at = instant_on(went.released, draw.days(9 * 3600, 17 * 3600))
    at["released_at"] = when(done, released_at)
    late = draw.happens(rate("care", "discharge_told_late"))
    told = released_at + np.where(late, draw.hours(24.2, 200), draw.hours(0.2, 23.8))
    at["discharge-notified_at"] = when(done, told)
    exceptional = draw.happens(rate("border", "exceptional_written"))
    overdue = went.admitted_at > went.determined_at + 72 * HOUR
    at["exceptional-circumstances_at"] = when(
        overdue & exceptional, went.determined_at + draw.hours(40, 71)
    )


def _calls(draw: Draw, lives: Lives, went: Stays) -> None:
    """Follow-up calls from day 30 to 37, some late, some never; not all are written down."""
    at, released = lives.at, lives.at["released"]
    in_window = draw.happens(rate("calls", "in_window"))
    never = ~in_window & draw.happens(rate("calls", "never_made"))
    day = np.where(in_window, released + draw.days(30, 37), released + draw.days(38, 75))
    gone = np.maximum(at["died"], at["departed"])
    made = (released > NEVER) & ~never & ((gone == NEVER) | (gone > day))
    u = draw.rng.random(draw.n)
    child, adult = rate("calls", "child_reached"), rate("calls", "adult_reached")
    at["call-reached-child"] = when(made & (u < child), day)
    at["call-reached-adult"] = when(made & (u >= child) & (u < child + adult), day)
    at["call-attempted"] = when(made & (u >= child + adult), day)
    lives.written["calls"] = draw.happens(rate("calls", "written_down"))
    lives.told["call made"] = made
    serves = draw.happens(rate("calls", "services")) & (released > NEVER)
    at["prs-accepted"] = when(serves, released + draw.days(1, 12))
    at["prs-began"] = when(serves, at["prs-accepted"] + draw.days(0, 9))
    at["visit-made"] = when(serves & draw.happens(0.6), at["prs-began"] + draw.days(3, 60))
    learns = draw.happens(rate("calls", "concerns")) & (released > NEVER)
    learned = instant_on(released + draw.days(5, 500), draw.days(8 * 3600, 20 * 3600))
    at["concern-learned_at"] = when(learns, learned)
    late = draw.happens(0.2)
    reported = learned + np.where(late, draw.hours(24.2, 400), draw.hours(0.2, 23.8))
    at["concern-reported_at"] = when(learns & draw.happens(0.92), reported)
    acted = (at["concern-reported_at"] > NEVER) & draw.happens(rate("calls", "concern_acted_on"))
    at["concern-closed"] = when(acted, released + 500 + draw.days(30, 300))
    calls_in = draw.happens(rate("calls", "hotline")) & (released > NEVER)
    at["hotline-called"] = when(calls_in, released + draw.days(10, 700))


def _charged(draw: Draw, lives: Lives, who: Persons, went: Stays) -> None:
    """Issue, serve and file Notices to Appear: few in the ordinary way, more by a campaign."""
    at, released = lives.at, lives.at["released"]
    behind = rate("court", "states_behind")
    states = sorted(rate("sponsors", "states"))
    share = np.array([behind.get(state, 1.0) for state in states])
    state = places.states()[who.address["town"][who.household[went.child]]]
    chance = rate("court", "served_in_the_ordinary_way") * share[state]
    chance = chance * _levelled(share)
    lag = rate("court", "days_to_service")
    served = when(draw.happens(chance), released + draw.lag(lag["middle"], lag["spread"]))
    campaign = rate("court", "campaign")
    begins = on(str(campaign["from"]))
    reached = draw.happens(campaign["reached"]) & ((served == NEVER) | (served > begins))
    served = np.where(reached, begins + draw.days(0, campaign["days"]), served)
    served = when((released > NEVER) & (served > released), served)
    gone = np.maximum(at["died"], at["departed"])
    served = when((gone == NEVER) | (gone > served), served)
    at["nta-served"] = served
    before = draw.mean_days(rate("court", "days_issued_before_service"))
    issued = np.maximum(served - before, released + 1)
    only = draw.happens(rate("court", "issued_not_served")) & (served == NEVER) & (released > NEVER)
    alone = released + draw.days(20, 900)
    only &= (gone == NEVER) | (gone > alone)
    at["nta-issued"] = np.where(only, alone, when(served > NEVER, issued))
    filed = (served > NEVER) & draw.happens(rate("court", "filed"))
    at["nta-filed"] = when(filed, served + draw.mean_days(rate("court", "days_to_filing")))


def _levelled(share: Floats) -> float:
    """Keep the nation's whole where some states are behind: the others are a little ahead."""
    weights = rate("sponsors", "states")
    held = np.array([weights[state] for state in sorted(weights)], dtype=np.float64)
    return float(held.sum() / (held * share).sum())


def _heard(draw: Draw, lives: Lives) -> None:
    """Hearings set, held, missed; orders in absence, reopening, decisions; lawyers and relief."""
    at = lives.at
    filed = at["nta-filed"]
    counsel = draw.happens(rate("court", "counsel")) & (filed > NEVER)
    at["counsel-entered"] = when(counsel, filed + draw.days(1, 200))
    lag = rate("court", "days_to_hearing")
    day = when(filed > NEVER, filed + 10 + draw.lag(lag["middle"], lag["spread"]))
    gone = np.maximum(at["died"], at["departed"])
    going = (day > NEVER) & ((gone == NEVER) | (gone > day))
    at["hearing-missed"] = np.full(draw.n, NEVER, dtype=np.int64)
    for number in range(HEARINGS):
        name = f"hearing-{number}"
        lives.told[f"{name}-on"] = day.copy()
        chances = rate("court", "misses_first" if number == 0 else "misses_later")
        at[f"{name}-set"] = when(going, np.maximum(filed, day - draw.days(30, 120)))
        missed = going & draw.happens(
            np.where(counsel, chances["with_counsel"], chances["without"])
        )
        at[f"{name}-held"] = when(going & ~missed, day)
        at["hearing-missed"] = np.where(missed, day, at["hearing-missed"])
        last = going & ~missed & draw.happens(rate("court", "decided_by_year"))
        at["judge-decided"] = np.where(last, day, at.get("judge-decided", np.full(draw.n, NEVER)))
        going = going & ~missed & ~last
        day = day + 30 + draw.mean_days(rate("court", "days_between_hearings"))
        going &= (gone == NEVER) | (gone > day)
    missed_day = at["hearing-missed"]
    ordered = (missed_day > NEVER) & draw.happens(rate("court", "ordered_in_absentia"))
    at["in-absentia-order"] = when(ordered, missed_day)
    asked = ordered & draw.happens(rate("court", "reopening_asked"))
    at["motion-filed"] = when(asked, missed_day + draw.days(20, 170))
    at["motion-decided"] = when(asked, at["motion-filed"] + draw.days(20, 120))
    lives.told["motion granted"] = draw.happens(rate("court", "reopening_granted"))
    told = (missed_day > NEVER) & draw.happens(rate("court", "hhs_told_of_missed"))
    at["missed-hearing-told"] = when(told, missed_day + draw.days(1, 60))
    looked = (missed_day > NEVER) & draw.happens(rate("court", "looked_for"))
    at["location-attempted"] = when(looked, missed_day + draw.days(5, 200))
    relief = draw.happens(rate("court", "relief_filed")) & (filed > NEVER)
    at["relief-filed"] = when(relief, filed + draw.days(30, 500))
    at["relief-decided"] = when(relief & draw.happens(0.6), at["relief-filed"] + draw.days(90, 700))


def _moved(seed: int, chunk: int, draw: Draw, lives: Lives, who: Persons, went: Stays) -> None:
    """Let households move, and each of three offices be told, late or never."""
    at, released = lives.at, lives.at["released"]
    day = moved_on(seed, chunk, who.household[went.child], went.released)
    gone = np.maximum(at["died"], at["departed"])
    moves = (released > NEVER) & (day > NEVER) & ((gone == NEVER) | (gone > day))
    at["moved"] = when(moves, day)
    for office, chance in rate("moves", "told").items():
        in_time = draw.happens(rate("moves", "in_time"))
        after = np.where(in_time, draw.days(0, 5), draw.days(6, 90))
        at[f"address-told/{office}"] = when(moves & draw.happens(chance), day + after)


def moved_on(seed: int, chunk: int, home: Ints, released: Ints) -> Ints:
    """Return the day a household moves, counted from the release of the child it took in."""
    moves = even(seed, chunk, home, 21) < rate("sponsors", "moves")
    after = 60 + (even(seed, chunk, home, 22) * 840).astype(np.int64)
    return np.where(moves, released + after, NEVER)


def _told(draw: Draw, lives: Lives, who: Persons, went: Stays) -> None:
    """Let stories of single children show: who runs, is moved on, works, is held by ICE."""
    at, released = lives.at, lives.at["released"]

    def in_story(kind: str) -> Bools:
        members = np.zeros(len(who), dtype=bool)
        members[who.stories.members(kind)] = True
        first: Bools = members[went.child] & ~went.again
        return first

    away = in_story("runaway") & (went.released > went.admitted + 2)
    ran = instant_on(went.admitted + 1, draw.days(6 * 3600, 22 * 3600))
    at["absent_at"] = when(away, ran)
    at["absence-reported_at"] = when(away, ran + draw.hours(0.5, 30))
    found = away & draw.happens(rate("stories", "runaways_found"))
    at["located_at"] = when(found, ran + draw.hours(3, 22))
    gone = in_story("moved-by-unknown") & (released > NEVER)
    at["moved"] = np.where(gone, released + draw.days(10, 28), at["moved"])
    for office in rate("moves", "told"):
        at[f"address-told/{office}"] = np.where(gone, NEVER, at[f"address-told/{office}"])
    at["call-reached-child"] = np.where(gone, NEVER, at["call-reached-child"])
    at["call-attempted"] = np.where(gone, NEVER, at["call-attempted"])
    at["call-reached-adult"] = np.where(
        gone, released + draw.days(30, 37), at["call-reached-adult"]
    )
    lives.told["still with sponsor"] = ~gone
    works = in_story("employer-cluster") & (released > NEVER)
    at["hotline-called"] = np.where(works, released + draw.days(60, 300), at["hotline-called"])
    lives.told["works"] = works
    old = went.released - who.born[went.child] >= 18 * YEAR
    held = (at["left-care"] > NEVER) & (old | (lives.told["left-reason"] == "adult"))
    held |= (at["left-care"] > NEVER) & draw.happens(rate("care", "left_to_ice"))
    at["ice-booked-in"] = when(held, at["left-care"])
    at["ice-booked-out"] = when(held, at["left-care"] + draw.days(1, 40))


def cut(lives: Lives) -> None:
    """Forget what lies beyond the last day the nation is told through."""
    end_at = int(instant_on(np.array([lives.through + 1]), np.array([0]))[0])
    for name, moment in lives.at.items():
        last = end_at - 1 if name.endswith("_at") else lives.through
        lives.at[name] = np.where(moment <= last, moment, NEVER)
