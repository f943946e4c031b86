"""What if somebody or something were gone: what breaks, who steps in, and whether it gets worse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from accompany.network.measures.breaking import Removal, remove
from accompany.network.net import Net
from accompany.network.roles import Held
from accompany.network.standing import Actor, BarredError, Thing


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Removing ``gone``: houses, phones, accounts, or adults acting freely."""

    gone: tuple[str, ...]
    removal: Removal

    @property
    def warning(self) -> bool:
        """Say whether those left would be closer to each other than before."""
        return self.removal.strengthens


def what_if(net: Net, gone: Sequence[str], roles: Mapping[str, Held]) -> WhatIf | None:
    """Return what removing people or things does; a protected person is nobody's target."""
    at = []
    for name in gone:
        number = net.names.index(name)
        if not isinstance(net.standings[number], (Actor, Thing)) or not _allowed(net, number):
            raise BarredError("only things, and adults shown to act freely, can be taken out")
        at.append(number)
    played = [_role(name, roles) for name in net.names]
    found = remove(net.union, at, played)
    return WhatIf(tuple(gone), found) if found else None


def _allowed(net: Net, number: int) -> bool:
    return isinstance(net.standings[number], Thing) or bool(net.rankable[number])


def _role(name: str, roles: Mapping[str, Held]) -> str:
    """Return a person's role, or the sort of a thing: a house is replaced by a house."""
    return roles[name].role if name in roles else name.partition(":")[0]
