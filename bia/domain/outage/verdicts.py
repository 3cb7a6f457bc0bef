"""What one process makes of an outage, and why, in words. Rules: docs/method.md §19.3."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from decimal import Decimal
from math import inf

from bia.domain.graph.model import GraphNode
from bia.domain.outage.events import Outage, Status, passed, resumption, status_of
from bia.domain.outage.needs import Needs
from bia.domain.outage.states import Segments
from bia.domain.reasons import Reason


def outage_of(
    node: GraphNode,
    segments: Mapping[str, Segments],
    needs: Needs,
    *,
    failed: Collection[str],
    horizon_s: int,
    guessed: str | None,
    data_loss_s: int | None,
    rpo_s: int | None,
    loss: Decimal,
) -> Outage:
    """`guessed`: a failed system without a restore duration that this process rests on."""
    own = segments.get(node.key, ())
    affected = bool(own) or guessed is not None
    resumes_s = resumption(own)
    back_s = own[-1].to_s if own else 0
    status: Status = status_of(node, own)
    if guessed is not None and status in ("met", "no_target"):
        status = "unknown"  # a lower bound proves nothing
    held_by = None if node.key in failed else _holder(node.key, segments, needs, resumes_s)
    last = None if node.key in failed else _holder(node.key, segments, needs, back_s)
    carried = [one for one in own if one.state == "workaround"]
    return Outage(
        key=node.key,
        affected=affected,
        down_s=sum(
            min(horizon_s if one.to_s is None else one.to_s, horizon_s) - one.from_s
            for one in own
            if one.state == "down" and one.from_s < horizon_s
        ),
        resumes_s=resumes_s,
        back_s=back_s,
        status=status,
        rto_passed_s=passed(own, node.rto_s),
        mtd_passed_s=passed(own, node.mtd_s),
        workaround_s=sum(
            min(horizon_s if one.to_s is None else one.to_s, horizon_s) - one.from_s
            for one in carried
            if one.from_s < horizon_s
        ),
        capacity=min((one.capacity for one in carried), default=None),
        held_by=held_by,
        lower_bound=guessed is not None,
        data_loss_s=data_loss_s,
        rpo_missed=data_loss_s is not None and rpo_s is not None and data_loss_s > rpo_s,
        loss=loss,
        because=_because(node.key, own, resumes_s, back_s, last, guessed, failed),
    )


def _holder(
    key: str, segments: Mapping[str, Segments], needs: Needs, until_s: int | None
) -> str | None:
    """The supplier that is back just then, else the last one; of equals the smallest key."""
    suppliers = sorted({edge.needs for edge in needs.of.get(key, ()) if edge.needs in segments})
    wanted = inf if until_s is None else until_s
    same = [one for one in suppliers if _end(segments[one]) == wanted]
    return same[0] if same else max(suppliers, key=lambda one: _end(segments[one]), default=None)


def _end(segments: Segments) -> float:
    last = segments[-1].to_s
    return inf if last is None else last


def _because(
    key: str,
    own: Segments,
    resumes_s: int | None,
    back_s: int | None,
    held_by: str | None,
    guessed: str | None,
    failed: Collection[str],
) -> Reason:
    if not own:
        if guessed is not None:
            return Reason.of("what_if.guessed", node=guessed)
        return Reason.of("what_if.untouched")
    if key in failed:
        if resumes_s is None:
            return Reason.of("what_if.failed_for_good")
        return Reason.of("what_if.failed_itself", back_s=resumes_s)
    if held_by is None:
        if own[-1].state == "reduced":
            return Reason.of("what_if.reduced")
        return Reason.of("what_if.short_of_people")
    if any(one.state == "workaround" for one in own):
        return _carried(own, resumes_s, back_s, held_by)
    if resumes_s is None:
        return Reason.of("what_if.nobody_knows", node=held_by)
    code = "what_if.back_at_the_earliest" if guessed is not None else "what_if.back_with"
    return Reason.of(code, node=held_by, back_s=resumes_s)


def _carried(own: Segments, resumes_s: int | None, back_s: int | None, held_by: str) -> Reason:
    bridge = next(one for one in own if one.state == "workaround")
    if own[-1].state != "down":  # the workaround holds
        if back_s is None:
            return Reason.of("what_if.carried_for_good", node=held_by, from_s=bridge.from_s)
        return Reason.of("what_if.carried", node=held_by, from_s=bridge.from_s, back_s=back_s)
    ends_s = bridge.to_s if bridge.to_s is not None else 0
    if resumes_s is None:
        return Reason.of("what_if.workaround_ends_for_good", node=held_by, ends_s=ends_s)
    return Reason.of("what_if.workaround_ends", node=held_by, ends_s=ends_s, back_s=resumes_s)
