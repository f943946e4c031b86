"""A network for other tools: GraphML and CSV, protected people without a name."""

from __future__ import annotations

import csv
import io
from xml.sax.saxutils import escape, quoteattr

from accompany.network.net import Net
from accompany.network.standing import Actor, Protected, Standing


def labels(net: Net) -> list[str]:
    """Return a label per node; somebody shown to be protected gets a number and no name."""
    return [
        f"protected-{at}" if isinstance(one, Protected) and one.shown else one.name
        for at, one in enumerate(net.standings)
    ]


def _sort(one: Standing) -> str:
    if isinstance(one, Actor):
        return "actor"
    return "protected" if isinstance(one, Protected) else "thing"


def as_graphml(net: Net) -> str:
    """Return GraphML: nodes with their standing, ties with layer, chance and statements."""
    keys = "".join(
        f'<key id="{name}" for="{on}" attr.name="{name}" attr.type="{kind}"/>'
        for name, on, kind in (("standing", "node", "string"), ("layer", "edge", "string"),
                               ("chance", "edge", "double"), ("statements", "edge", "string"))
    )  # fmt: skip
    name = labels(net)
    nodes = "".join(
        f'<node id={quoteattr(name[at])}><data key="standing">{_sort(one)}</data></node>'
        for at, one in enumerate(net.standings)
    )
    ties = "".join(
        f"<edge source={quoteattr(name[tail])} target={quoteattr(name[head])}>"
        f'<data key="layer">{layer}</data><data key="chance">{chance:.4f}</data>'
        f'<data key="statements">{escape(by)}</data></edge>'
        for tail, head, layer, chance, by in _ties(net)
    )
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        f'<graphml xmlns="http://graphml.graphdrawing.org/xmlns">{keys}'
        f'<graph edgedefault="directed">{nodes}{ties}</graph></graphml>\n'
    )


def as_csv(net: Net) -> str:
    """Return the ties as CSV, one per row."""
    name, out = labels(net), io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow(("from", "to", "layer", "chance", "statements"))
    for tail, head, layer, chance, by in _ties(net):
        rows.writerow((name[tail], name[head], layer, f"{chance:.4f}", by))
    return out.getvalue()


def _ties(net: Net) -> list[tuple[int, int, str, float, str]]:
    return [
        (int(layer.tail[at]), int(layer.head[at]), name, float(layer.keep[at]), " ".join(by))
        for name, layer in net.layers.items()
        for at, by in enumerate(layer.by or [()] * len(layer.tail))
    ]
