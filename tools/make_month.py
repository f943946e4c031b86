"""Make `examples/`: a month of made-up records of made-up children, the same bytes every time.

Run as `python tools/make_month.py`, with `--check` to fail where the files would change. Nobody in
it exists: ids begin with SIM- or at 900,000,000, A-numbers with 000, and each folder carries the
mark SIMULATED. Chance fills the month; the stories that the documents tell are planted by hand.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).parents[1]))

from tools.made_up import Agency, Child, Row, csv_text, made_up_child

ROOT = Path(__file__).parents[1] / "examples"
SEED = 20240630
AS_OF = date(2024, 6, 30)
FIRST_RELEASE = 900_000_001
RELEASED, TAKEN_IN, HOME_BY_JUNE = 120, 30, 8
"""Children released since September, children found in June, and how many of those are home."""

HOMES = {
    "south": ("77036", "75217", "78207"),
    "coast": ("33125", "33460"),
    "west": ("90011", "94601"),
    "north": ("11717", "07060"),
}
"""ZIP codes of sponsors, by the post-release provider that serves the place."""
SPONSORS = (
    ("1", "Mother"), ("1", "Father"), ("2", "Aunt"), ("2", "Brother"), ("2", "Sister"),
    ("2", "Uncle"), ("3", "Cousin"), ("3", "Unrelated Sponsor"),
)  # fmt: skip
CALLS = ("call-attempted", "call-reached-child", "call-reached-adult", "contact-declined")


@dataclass(frozen=True, slots=True)
class Release:
    """A row of the release file."""

    child: Child
    on: date
    provider: str
    zip: str
    category: str
    relationship: str

    @property
    def id(self) -> int:
        return FIRST_RELEASE + self.child.number - 1

    @property
    def record(self) -> str:
        return f"us/orr_releases:{self.id}"


def _release(chance: Random, child: Child, on: date) -> Release:
    provider = chance.choices(tuple(HOMES), (9, 7, 7, 7))[0]
    category, relationship = chance.choice(SPONSORS)
    return Release(child, on, provider, chance.choice(HOMES[provider]), category, relationship)


def _instant(moment: datetime) -> str:
    return moment.isoformat(timespec="minutes") + "-05:00"


def _after(on: date, days: int) -> date:
    return on + timedelta(days=days)


# ---------- after release


def _released(chance: Random) -> list[Release]:
    found = []
    for number in range(1, RELEASED + 1):
        on = date(2023, 9, 1) + timedelta(days=chance.randint(0, 290))
        entered = on - timedelta(days=chance.randint(18, 70))
        found.append(_release(chance, made_up_child(chance, number, entered), on))
    return found


def _providers() -> dict[str, Agency]:
    """One hears everything, one has a hole, one is behind, and one never says what it covers."""
    made = {name: Agency(f"provider-{name}", f"{name[0].upper()}") for name in HOMES}
    made["south"].cover((*CALLS, "discharge-notified"), "2023-09-01", "2024-06-30", "listed")
    for first, last in (("2023-09-01", "2023-12-10"), ("2024-01-08", "2024-06-30")):
        made["coast"].cover((*CALLS, "discharge-notified"), first, last, "listed")
    made["north"].cover((*CALLS, "discharge-notified"), "2023-09-01", "2024-04-30", "listed")
    return made


def _follow(chance: Random, release: Release, agency: Agency) -> None:
    """Write what the provider did after a release: the notice, the call or the check-ins."""
    party = f"provider:{agency.name.removeprefix('provider-').title()}"
    agency.same(release.child, release.record, "the provider's file carries the release number")
    told = chance.choices((0, 1, 3, None), (60, 18, 12, 10))[0]
    if told is not None:
        agency.say(release.child, "discharge-notified", _after(release.on, told), party,
                   to_party="dhs")  # fmt: skip
    windows = ((30, 37),) if release.on.year == 2023 else ((1, 9), (12, 19), (22, 41))
    for first, last in windows:
        _call(chance, release, agency, party, first, last)


def _call(
    chance: Random, release: Release, agency: Agency, party: str, first: int, last: int
) -> None:
    how = chance.choices(
        ("reached", "late", "adult", "silent", "declined"), (62, 12, 8, 12, 6)
    )[0]  # fmt: skip
    on = _after(release.on, chance.randint(first, last))
    if how in {"late", "adult"} and on <= AS_OF:
        agency.say(release.child, "call-attempted", on, party)
    kinds = {
        "reached": ("call-reached-child", on),
        "late": ("call-reached-child", _after(release.on, last + chance.randint(3, 20))),
        "adult": ("call-reached-adult", _after(on, 1)),
        "declined": ("contact-declined", on),
    }
    if how in kinds and kinds[how][1] <= AS_OF:
        kind, when = kinds[how]
        agency.say(release.child, kind, when, "sponsor" if how == "declined" else party)


# ---------- charging documents and the court


def _charge(chance: Random, release: Release, ice: Agency, court: Agency) -> None:
    issued = _after(release.on, chance.randint(5, 90))
    if chance.random() < 0.45 or issued > AS_OF:
        return
    ice.same(release.child, release.record, "A-number equal, born on the same day")
    ice.say(release.child, "nta-issued", issued, "ice-ero", form="I-862")
    served = _after(issued, chance.randint(0, 25))
    if chance.random() < 0.2 or served > AS_OF:
        return
    ice.say(release.child, "nta-served", served, "ice-ero")
    filed = _after(served, chance.randint(1, 40))
    if chance.random() < 0.25 or filed > AS_OF:
        return
    ice.say(release.child, "nta-filed", filed, "ice-ero", to_party="eoir")
    _hear(chance, release, served, ice, court)


def _hear(chance: Random, release: Release, served: date, ice: Agency, court: Agency) -> None:
    own = f"plain/ice:{ice.record(release.child)}"
    court.same(release.child, own, "A-number equal")
    on = _after(served, chance.choice((6, 21, 35, 50, 70)))
    if on > AS_OF:
        court.say(release.child, "hearing-set", served, "eoir", note=f"for {on}")
        return
    missed = chance.random() < 0.25
    court.say(release.child, "hearing-missed" if missed else "hearing-held", on, "eoir")
    if missed and chance.random() < 0.6:
        court.say(release.child, "in-absentia-order", on, "eoir")
        if chance.random() < 0.4:
            court.say(release.child, "motion-filed", _after(on, 20), "respondent", form="reopen")
    if missed and chance.random() < 0.3:
        ice.say(release.child, "missed-hearing-told", _after(on, 9), "ice-ero", to_party="hhs-orr")


# ---------- June at the border


def _june(chance: Random, cbp: Agency, hhs: Agency) -> list[Child]:
    """Take thirty children into first custody; the planted ones come after those by chance."""
    found = []
    for number in range(201, 201 + TAKEN_IN):
        on = datetime(2024, 6, 1 + (number - 201) * 28 // TAKEN_IN, 6)  # noqa: DTZ001 - wall clock
        began = on + timedelta(minutes=chance.randint(0, 900))
        child = made_up_child(chance, number, began.date())
        found.append(child)
        _first_custody(chance, child, began, cbp)
        if number not in PLANTED:
            _admit(chance, child, began + timedelta(hours=chance.randint(20, 70)), cbp, hhs)
    for number, plant in PLANTED.items():
        plant(found[number - 201], cbp, hhs)
    return found


def _first_custody(chance: Random, child: Child, began: datetime, cbp: Agency) -> None:
    place = chance.choice(("Rio Grande Valley", "El Paso", "Tucson", "Del Rio"))
    cbp.say(child, "apprehended", _instant(began), "cbp-usbp", place=place)
    cbp.say(child, "custody-began", _instant(began), "cbp-usbp")
    told = began + timedelta(minutes=chance.randint(60, 3400))
    cbp.say(child, "hhs-notified", _instant(told), "cbp-usbp", to_party="hhs-orr")
    if child.number not in PLANTED:
        determined = began + timedelta(minutes=chance.randint(30, 600))
        cbp.say(child, "determined-unaccompanied", _instant(determined), "cbp-usbp")


def _admit(chance: Random, child: Child, moved: datetime, cbp: Agency, hhs: Agency) -> None:
    _hand_over(child, _instant(moved), cbp, hhs)
    steps = (
        ("intake-assessed", 4, 30), ("oriented", 10, 60), ("medically-examined", 20, 110),
        ("education-assessed", 30, 80), ("rights-presented", 60, 300),
    )  # fmt: skip
    for kind, first, last in steps:
        done = moved + timedelta(hours=chance.randint(first, last))
        if done.date() <= AS_OF and chance.random() < 0.93:
            hhs.say(child, kind, _instant(done), "care-provider")


def _hand_over(child: Child, when: date | str, cbp: Agency, hhs: Agency) -> None:
    cbp.say(child, "custody-ended", when, "cbp-usbp", to_party="hhs-orr")
    hhs.say(child, "custody-began", when, "hhs-orr")
    hhs.same(child, f"plain/cbp:{cbp.record(child)}", "A-number equal")


def _forgotten(child: Child, cbp: Agency, hhs: Agency) -> None:
    """Nobody says this child was ever handed over, and all who would say so were heard."""
    cbp.say(child, "determined-unaccompanied", "2024-06-11T09:20-05:00", "cbp-usbp")


def _too_late(child: Child, cbp: Agency, hhs: Agency) -> None:
    cbp.say(child, "determined-unaccompanied", "2024-06-13T09:20-05:00", "cbp-usbp")
    _hand_over(child, "2024-06-17T03:00-05:00", cbp, hhs)


def _excused(child: Child, cbp: Agency, hhs: Agency) -> None:
    cbp.say(child, "determined-unaccompanied", "2024-06-17T11:00-05:00", "cbp-usbp")
    cbp.say(child, "exceptional-circumstances", "2024-06-19T08:00-05:00", "cbp-usbp", note="flood")
    _hand_over(child, "2024-06-22T10:00-05:00", cbp, hhs)


def _day_only(child: Child, cbp: Agency, hhs: Agency) -> None:
    """Only the day of the hand-over was written, and the hour would decide."""
    cbp.say(child, "determined-unaccompanied", "2024-06-20T15:30-05:00", "cbp-usbp")
    _hand_over(child, "2024-06-23", cbp, hhs)


def _just_found(child: Child, cbp: Agency, hhs: Agency) -> None:
    cbp.say(child, "determined-unaccompanied", "2024-06-28T22:10-05:00", "cbp-usbp")


PLANTED = {211: _forgotten, 213: _too_late, 217: _excused, 221: _day_only, 230: _just_found}


def _borders() -> tuple[Agency, Agency]:
    cbp, hhs = Agency("cbp", "B"), Agency("hhs", "H")
    cbp.cover(("apprehended", "determined-unaccompanied", "hhs-notified",
               "exceptional-circumstances"), "2024-06-01", "2024-06-30", "all")  # fmt: skip
    hhs.cover(("custody-began", "intake-assessed", "medically-examined", "oriented"),
              "2024-06-01", "2024-06-30", "all")  # fmt: skip
    return cbp, hhs


# ---------- the whole


def _planted_after_release(
    releases: list[Release], providers: dict[str, Agency], ice: Agency, uscis: Agency
) -> None:
    gone = next(r for r in releases if r.on > date(2024, 5, 25))
    ice.same(gone.child, gone.record, "A-number equal, born on the same day")
    ice.say(gone.child, "departed", _after(gone.on, 3), "ice-ero", note="went home with a parent")
    waits = made_up_child(Random(SEED + 1), 301, date(2023, 2, 1))
    uscis.say(waits, "relief-filed", "2023-05-10", "respondent", form="I-360")
    uscis.say(waits, "evidence-requested", "2023-09-01", "uscis", form="I-360")
    south, coast = providers["south"], providers["coast"]
    one, two = (next(r.child for r in releases if r.provider == p) for p in ("south", "coast"))
    south.say(one, "call-reached-child", "31 June", "provider:South")
    south.say(one, "call-reached-kid", "2024-06-12", "provider:South")
    coast.say(two, "call-reached-child", "=TODAY()", "provider:Coast")
    coast.say(two, "call-attempted", "2024-06-14", "coast office")


def _release_files(releases: Sequence[Release]) -> dict[str, str]:
    """Return the file as it came at the end of June, and as it came again, corrected, in July."""
    header = (
        "ID", "Child’s Country of Origin", "Child's Gender", "Child's Date of Entry",  # noqa: RUF001
        "Child's Date of Release", "Sponsor Zipcode", "Sponsor Category", "Relationship of Sponsor",
    )  # fmt: skip
    rows = [_release_row(release) for release in sorted(releases, key=lambda r: r.id)]
    june = [list(row) for row in rows]
    lost = next(row for row in june if row[5].startswith("0"))
    lost[5] = lost[5].lstrip("0")
    june[9][3], june[14][4] = "", "2/30/24"
    july = [list(row) for row in rows]
    july[19][4] = _slashed(_after(next(r.on for r in releases if r.id == int(rows[19][0])), 9))
    del july[29]
    return {
        "month/us/orr_releases/releases.csv": csv_text(header, june),
        "july/us/orr_releases/releases.csv": csv_text(header, july),
    }


def _release_row(release: Release) -> Row:
    child = release.child
    return (
        str(release.id), child.country, child.sex, _slashed(child.entered), _slashed(release.on),
        release.zip, release.category, release.relationship,
    )  # fmt: skip


def _slashed(on: date) -> str:
    return f"{on.month}/{on.day}/{on:%y}"


def _calls_sheet(releases: Sequence[Release]) -> str:
    """Return an agency's own spreadsheet of calls, in columns of its own naming."""
    chance = Random(SEED + 2)
    rows = [
        (f"SIM-K-{r.child.number:03d}", "call-reached-child", f"{_after(r.on, 33):%m/%d/%Y}",
         r.child.given, r.child.surnames, f"555-01{chance.randint(0, 99):02d}")
        for r in [r for r in releases if r.on < date(2024, 5, 1)][:12]
    ]  # fmt: skip
    header = ("Case no.", "Event", "Date of event", "First name", "Last name", "Worker tel.")
    return csv_text(header, rows)


def _judged_links() -> dict[str, str]:
    """Return two judgements of one pair: taken apart by one person, put together by another."""
    header = ("record_a", "record_b", "judgement", "by", "why")
    pair = ("plain/hhs:SIM-H-203", "plain/cbp:SIM-B-203")
    why = "two different fingerprints", "the prints had been exchanged; it is one child"
    return {
        "judged/apart.csv": csv_text(
            header, [(*pair, "different", "A. Steward (made up)", why[0])]
        ),
        "judged/together.csv": csv_text(header, [(*pair, "same", "A. Steward (made up)", why[1])]),
    }


def month() -> dict[str, str]:
    """Return every file of the examples and its text."""
    chance = Random(SEED)
    releases, providers = _released(chance), _providers()
    ice, court, uscis = Agency("ice", "I"), Agency("court", "C"), Agency("uscis", "U")
    cbp, hhs = _borders()
    for release in releases:
        _follow(chance, release, providers[release.provider])
        _charge(chance, release, ice, court)
    _planted_after_release(releases, providers, ice, uscis)
    for child in _june(chance, cbp, hhs)[:HOME_BY_JUNE]:
        home = _release(chance, child, date(2024, 6, 27) + timedelta(days=chance.randint(0, 2)))
        hhs.same(child, home.record, "ORR's number is in both files")
        releases.append(home)
    ice.cover(("nta-issued", "nta-served", "nta-filed", "missed-hearing-told"),
              "2023-09-01", "2024-06-30", "listed")  # fmt: skip
    court.cover(("hearing-held", "hearing-missed", "in-absentia-order", "motion-filed"),
                "2023-09-01", "2024-06-30", "listed")  # fmt: skip
    found = _release_files(releases)
    for agency in (*providers.values(), ice, court, uscis, cbp, hhs):
        found |= agency.files()
    found |= _judged_links() | {"agency/calls.csv": _calls_sheet(releases)}
    mark = "Everything in this folder is made up. No child in it exists.\n"
    return found | {f"{folder}/SIMULATED": mark for folder in ("month", "july", "agency", "judged")}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="write nothing; fail on a change")
    check = parser.parse_args().check
    changed = []
    for name, text in month().items():
        path = ROOT / name
        if path.is_file() and path.read_bytes() == text.encode():
            continue
        changed.append(name)
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
    for name in changed:
        print(f"{'stale' if check else 'wrote'} examples/{name}")
    return int(check and bool(changed))


if __name__ == "__main__":
    sys.exit(main())
