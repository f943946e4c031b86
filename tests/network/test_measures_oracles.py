"""Every measure equals an independent oracle on published networks (read from ../shared)."""

import csv
import itertools
from pathlib import Path

import igraph
import networkx as nx
import numpy as np
import pytest

from accompany.network.measures import brokerage, centralisation, core, hierarchy
from accompany.network.ties import Ties

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "networks"
FIVE = ("ciel", "cocaine_dealing", "heroin_dealing", "siren", "togo")
CLOSE = {"rel": 1e-9, "abs": 1e-9}

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not FOLDER.is_dir(), reason="the shared networks are not on this machine"),
]


def read(name: str, *, turned: bool = False) -> Ties:
    with (FOLDER / f"{name}_edges.csv").open(encoding="utf-8") as rows:
        pairs = [(row["source"], row["target"]) for row in csv.DictReader(rows)]
    names = sorted({end for pair in pairs for end in pair}, key=lambda n: (len(n), n))
    number = {name: at for at, name in enumerate(names)}
    found = Ties.of(len(names), [(number[a], number[b]) for a, b in pairs])
    return found.turned if turned else found


def undirected(ties: Ties) -> nx.Graph:
    graph = nx.Graph()
    graph.add_nodes_from(range(ties.n))
    graph.add_edges_from(zip(ties.tail.tolist(), ties.head.tolist(), strict=True))
    return graph


def directed(ties: Ties) -> nx.DiGraph:
    graph = nx.DiGraph()
    graph.add_nodes_from(range(ties.n))
    graph.add_edges_from(zip(ties.tail.tolist(), ties.head.tolist(), strict=True))
    return graph


@pytest.fixture(params=FIVE)
def ties(request: pytest.FixtureRequest) -> Ties:
    return read(request.param)


def listed(found: dict[int, float]) -> list[float]:
    return [found[i] for i in sorted(found)]


def test_freeman_centralisations(ties: Ties) -> None:
    graph, n = undirected(ties), ties.n
    degree = [d for _, d in graph.degree()]
    expected = sum(max(degree) - d for d in degree) / ((n - 1) * (n - 2))
    assert centralisation.degree_centralisation(ties) == pytest.approx(expected, **CLOSE)
    between = listed(nx.betweenness_centrality(graph))
    expected = sum(max(between) - b for b in between) / (n - 1)
    assert centralisation.betweenness_centralisation(ties) == pytest.approx(expected, **CLOSE)
    largest = graph.subgraph(max(nx.connected_components(graph), key=len))
    k, close = len(largest), list(nx.closeness_centrality(largest).values())
    expected = sum(max(close) - c for c in close) * (2 * k - 3) / ((k - 1) * (k - 2))
    assert centralisation.closeness_centralisation(ties) == pytest.approx(expected, **CLOSE)


def test_person_measures(ties: Ties) -> None:
    graph = undirected(ties)
    other = igraph.Graph(ties.n, list(graph.edges()))
    pairs = (ties.n - 1) * (ties.n - 2) / 2
    found = centralisation.betweenness(ties)
    assert found == pytest.approx(listed(nx.betweenness_centrality(graph)), **CLOSE)
    assert found == pytest.approx(np.array(other.betweenness()) / pairs, **CLOSE)
    assert centralisation.closeness(ties) == pytest.approx(other.closeness(), **CLOSE)
    assert centralisation.harmonic(ties) == pytest.approx(other.harmonic_centrality(), **CLOSE)
    expected = listed(nx.pagerank(graph, tol=1e-14, max_iter=2000))
    assert centralisation.pagerank(ties) == pytest.approx(expected, abs=1e-9)
    constraint = listed(nx.constraint(graph))
    assert brokerage.constraint(ties) == pytest.approx(constraint, nan_ok=True, **CLOSE)


def test_core_reach_and_cuts(ties: Ties) -> None:
    graph = undirected(ties)
    assert core.coreness(ties).tolist() == listed(nx.core_number(graph))
    assert np.flatnonzero(brokerage.cut_people(ties)).tolist() == sorted(
        nx.articulation_points(graph)
    )
    near = [value / (ties.n - 1) for value in listed(nx.harmonic_centrality(graph))]
    expected = sum(max(near) - value for value in near) / (ties.n - 1)
    found = hierarchy.global_reach(ties, directed=False)
    assert found == pytest.approx(expected, **CLOSE)
    assert centralisation.density(ties) == pytest.approx(nx.density(graph), **CLOSE)
    if nx.is_connected(graph):
        expected = nx.average_shortest_path_length(graph)
        assert centralisation.mean_distance(ties) == pytest.approx(expected, **CLOSE)


def test_modularity_of_leiden_groups(ties: Ties) -> None:
    group, q = core.groups(ties, seed=1)
    parts = [set(np.flatnonzero(group == g).tolist()) for g in np.unique(group)]
    assert q == pytest.approx(nx.community.modularity(undirected(ties), parts), **CLOSE)
    assert q > 0


def krackhardt_by_networkx(graph: nx.DiGraph) -> tuple[float, float, float, float]:
    """Compute Krackhardt's four from transitive closures, as an oracle written apart."""
    n = graph.number_of_nodes()
    parts = [graph.subgraph(p) for p in nx.weakly_connected_components(graph)]
    joined = sum(len(p) * (len(p) - 1) / 2 for p in parts)
    above = {i: nx.ancestors(graph, i) | {i} for i in graph}
    pairs = list(itertools.combinations(graph, 2))
    either = [(i, j) for i, j in pairs if i in above[j] or j in above[i]]
    mutual = [(i, j) for i, j in either if i in above[j] and j in above[i]]
    spare = sum((len(p) - 1) ** 2 for p in parts)
    extra = sum(p.number_of_edges() - (len(p) - 1) for p in parts)
    missing, most = 0, 0.0
    for part in parts:
        most += (len(part) - 1) * (len(part) - 2) / 2
        for i, j in itertools.combinations(part, 2):
            both = above[i] & above[j]
            missing += not any(both <= above[bound] for bound in both)
    return (
        joined / (n * (n - 1) / 2),
        1 - len(mutual) / len(either),
        1 - extra / spare,
        1 - missing / most,
    )


@pytest.mark.parametrize("name", ["ht_reports", "ht_advice", *FIVE])
def test_directed_measures(name: str) -> None:
    ties = read(name, turned=name == "ht_reports")
    graph = directed(ties)
    found = hierarchy.krackhardt(ties)
    assert found is not None
    given = (found.connectedness, found.hierarchy, found.efficiency, found.upper_bound)
    assert given == pytest.approx(krackhardt_by_networkx(graph), **CLOSE)
    assert hierarchy.flow_hierarchy(ties) == pytest.approx(nx.flow_hierarchy(graph), **CLOSE)
    reach = [len(nx.descendants(graph, i)) / (ties.n - 1) for i in range(ties.n)]
    assert hierarchy.local_reach(ties) == pytest.approx(reach, **CLOSE)
    expected = sum(max(reach) - r for r in reach) / (ties.n - 1)
    assert hierarchy.global_reach(ties, directed=True) == pytest.approx(expected, **CLOSE)


def test_the_reporting_tree_is_one() -> None:
    """Arcs run from subordinate to boss in the file; turned, node 6 reaches everybody."""
    ties = read("ht_reports", turned=True)
    found = hierarchy.krackhardt(ties)
    assert found == hierarchy.Krackhardt(1.0, 1.0, 1.0, 1.0)
    assert np.argmax(hierarchy.local_reach(ties)) == 6
    assert hierarchy.local_reach(ties)[6] == 1.0
