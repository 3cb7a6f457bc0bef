"""Why a node is required when it is, is back when it is, and what that means, as reasons.

The reasons carry keys; `bia.reasons.explain` is given the names. Rules: docs/method.md §16.
"""

from __future__ import annotations

from bia.domain.graph.analysis import GraphAnalysis
from bia.domain.graph.chains import MOST, Link, finish_chain, required_chain
from bia.domain.graph.layout import NOTHING
from bia.domain.reasons import ParamValue, Reason
from bia.domain.sums import Term, kept

BASES = ("start", "cut", "bridged")


def because(analysis: GraphAnalysis, key: str) -> tuple[Reason, ...]:
    """The verdict, what is required and why, when it is back and why."""
    found = [why_status(analysis, key)]
    if analysis.nodes[key].required_s is not None:
        found.append(why_required(analysis, key))
        if stands_in(analysis, key):
            found.append(Reason.of("graph.required.stands_in"))
    return (*found, *finish_reasons(analysis, key))


def finish_reasons(analysis: GraphAnalysis, key: str) -> tuple[Reason, ...]:
    """When it is back, and that this is a lower bound; of a bound of 0 only that (§16.3)."""
    one = analysis.nodes[key]
    if not one.unknown:
        return (why_finish(analysis, key),)
    if not one.finish_s and not one.resumes_s:
        return (Reason.of("graph.finish.not_known"),)
    return (why_finish(analysis, key), Reason.of("graph.finish.unknown"))


def why_required(analysis: GraphAnalysis, key: str, most: int = MOST) -> Reason:
    """ "Required: rescue 15 min − dispatch 10 min restore = 5 min." (§16.2)"""
    chain = required_chain(analysis, key, most)
    if not chain:
        return Reason.of("graph.required.none")
    required_s = chain[-1].at_s
    if len(chain) == 1:
        return Reason.of("graph.required.own", required_s=required_s)
    at = _base(chain)
    less: list[Term] = [
        (above.key, link.step_s)
        for above, link in zip(chain[at:], chain[at + 1 :], strict=False)
        if link.step_s
    ]
    told: dict[str, ParamValue] = {
        "start_s": chain[at].at_s,
        "less": kept(less),
        "required_s": required_s,
    }
    if chain[at].kind != "bridged":
        code = "graph.required.less" if less else "graph.required.equal"
        return Reason.of(code, owner=chain[at].key, **told)
    code = "graph.required.bridged_less" if less else "graph.required.bridged"
    return Reason.of(code, owner=chain[at - 1].key, supplier=chain[at].key, **told)


def why_finish(analysis: GraphAnalysis, key: str, most: int = MOST) -> Reason:
    """ "Back: network 15 min + database 30 min = 45 min."; of a process its service (§16.3)."""
    chain = finish_chain(analysis, key, most)
    finish_s, at = chain[-1].at_s, _base(chain)
    base = chain[at]
    terms = [(link.key, link.step_s) for link in chain[at + 1 :] if link.step_s]
    if base.kind == "bridged":
        own = [(base.key, base.step_s)] if base.step_s else []
        code = "graph.finish.bridged_sum" if own + terms else "graph.finish.bridged"
        return Reason.of(
            code,
            supplier=chain[at - 1].key,
            start_s=base.at_s - base.step_s,
            plus=kept(own + terms),
            finish_s=finish_s,
        )
    if not finish_s:
        return Reason.of("graph.finish.at_once")
    first: list[Term] = [("", base.at_s - base.step_s), (base.key, base.step_s)]
    if base.kind == "cut":
        first = [(base.key, base.at_s)]
    terms = [term for term in first if term[1]] + terms
    if terms == [(key, finish_s)]:
        return Reason.of("graph.finish.own", finish_s=finish_s)
    return Reason.of("graph.finish.sum", plus=kept(terms), finish_s=finish_s)


def why_status(analysis: GraphAnalysis, key: str) -> Reason:
    """The numbers behind `NodeResult.status` (§16.5)."""
    one = analysis.nodes[key]
    if one.required_s is None:
        return Reason.of("graph.status.no_target")
    if one.status == "infeasible" and one.required_s < 0:
        return Reason.of("graph.status.no_time_left", over_s=-one.required_s)
    code = f"graph.status.{one.status}"
    node = analysis.graph.nodes[analysis.graph.index[key]]
    if one.status == "untested" and one.unknown:
        code = "graph.status.lower_bound" if one.counted_s else "graph.status.nothing_known"
        if node.measured_s is not None:
            code = "graph.status.not_known"
    if one.status == "untested" and node.kind == "supplier" and node.restore_s is None:
        code = "graph.status.no_promise"
    mtd_s = node.mtd_s or 0
    over_s = one.counted_s - (mtd_s if one.status == "mtd_breach" else one.required_s)
    return Reason.of(
        code,
        required_s=one.required_s,
        counted_s=one.counted_s,
        own_s=one.own_s or 0,
        mtd_s=mtd_s,
        over_s=over_s,
    )


def stands_in(analysis: GraphAnalysis, key: str) -> bool:
    """What is required of it comes through a group: it must do without the other members."""
    passes = analysis.passes
    node = analysis.graph.index[key]
    edge = passes.required.edge[passes.parts.of[node]]
    return edge != NOTHING and edge in passes.layout.grouped and passes.layout.needs[edge] == node


def _base(chain: tuple[Link, ...]) -> int:
    """Where the sum begins: the last link that a time is stated for."""
    return max(at for at, link in enumerate(chain) if link.kind in BASES)
