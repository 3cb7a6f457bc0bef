"""The answer of a what-if as plain values for the API, as far as the reader may see it."""

from __future__ import annotations

from typing import Any

from bia.analysis.what_if import Asked
from bia.domain.figures import money_text, share_text
from bia.domain.outage.events import Outage


def answer_json(asked: Asked) -> dict[str, Any]:
    answer, sight = asked.answer, asked.sight
    return {
        "failed": sorted(key for key in answer.failed if sight.sees(key)),
        "events": [
            {"at_s": one.at_s, "subject": one.subject, "kind": one.kind}
            for one in answer.events
            if one.subject is None or sight.sees(one.subject)
        ],
        "processes": [_process(asked, answer.outages[key]) for key in asked.seen],
        "loss": [{"at_s": one.at_s, "loss": money_text(one.loss)} for one in answer.loss],
        "total": money_text(answer.total),
        "currency": asked.state.register.currency,
        "whole": answer.whole,
        "horizon_s": answer.horizon_s,
        "breaches": breaches(asked),
        "most_expensive": [
            {
                "node": sight.key(one.node),
                "loss": money_text(one.loss),
                "processes": len(one.processes),
            }
            for one in answer.expensive
        ],
        "schedule": [
            {"node": t.node, "team": t.team, "start_s": t.start_s, "finish_s": t.finish_s}
            for t in answer.tasks
            if sight.sees(t.node)
        ],
        "hidden_processes": asked.hidden,
    }


def breaches(asked: Asked) -> list[dict[str, Any]]:
    """Promises broken, the worst process first: RTO, MTD, then data."""
    found = []
    for one in asked.answer.breaches():
        if not asked.sight.sees(one.key):
            continue
        for kind, at_s in (
            ("rto", one.rto_passed_s),
            ("mtd", one.mtd_passed_s),
            ("rpo", 0 if one.rpo_missed else None),
        ):
            if at_s is not None:
                found.append({"process": one.key, "kind": kind, "at_s": at_s})
    return found


def _process(asked: Asked, one: Outage) -> dict[str, Any]:
    named = asked.sight.named[one.key]
    return {
        "process": one.key,
        "code": named.code,
        "name": named.name,
        "affected": one.affected,
        "down_s": one.down_s,
        "resumes_s": one.resumes_s,
        "back_s": one.back_s,
        "status": one.status,
        "rto_passed_s": one.rto_passed_s,
        "mtd_passed_s": one.mtd_passed_s,
        "workaround_s": one.workaround_s,
        "workaround_capacity": share_text(one.capacity),
        "held_by": None if one.held_by is None else asked.sight.key(one.held_by),
        "lower_bound": one.lower_bound,
        "data_loss_s": one.data_loss_s,
        "rpo_missed": one.rpo_missed,
        "loss": money_text(one.loss),
        "because": asked.because(one.because),
    }
