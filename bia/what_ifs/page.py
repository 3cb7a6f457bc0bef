"""What the pages show of an answer: the moment that is looked at, lists, pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from bia.analysis.what_if import Asked
from bia.domain.outage.events import Event, Outage
from bia.domain.outage.loss import LossAt, summed
from bia.domain.outage.moments import shown_at, stretches
from bia.domain.outage.what_if import loss_by_now
from bia.node_links import node_url
from bia.what_ifs.pictures import losses, timeline

MOST_ROWS = 200
MOST_DRAWN = 30
MOST_EVENTS = 200
MOST_MOMENTS = 16
MOST_POINTS = 2_000
MOST_READ = 40
STATES = ("down", "workaround", "reduced", "unstated", "back")
_ORDER = {"mtd_breach": 0, "rto_miss": 1, "unknown": 2, "no_target": 3, "met": 4}


@dataclass(frozen=True)
class Row:
    """One process that is hit."""

    key: str
    name: str
    code: str
    url: str
    outage: Outage
    state: str
    rto_passed: bool
    mtd_passed: bool
    because: str


def context_of(asked: Asked, at_s: int, other: Asked | None = None) -> dict[str, Any]:
    """For `bia/_what_if_answer.html`; `at_s` is cut to the picture."""
    horizon_s = max(asked.answer.horizon_s, 0 if other is None else other.answer.horizon_s)
    step_s = 60 if horizon_s <= 2 * 86_400 else 900
    most_s = -(-horizon_s // step_s) * step_s
    at_s = min(max(at_s, 0), most_s)
    hit = _hit(asked)
    rows = [_row(asked, one, at_s) for one in hit[:MOST_ROWS]]
    events = _seen_events(asked)
    return {
        "asked": asked,
        "answer": asked.answer,
        "currency": asked.state.register.currency,
        "moment": {"at_s": at_s, "most_s": most_s, "step_s": step_s},
        "moments": _moments(asked),
        "rows": rows,
        "hit": len(hit),
        "rows_left": len(hit) - MOST_ROWS,
        "states": STATES,
        "counts": _counts(asked, hit, at_s),
        "losses": _thin(asked.answer.loss),
        "loss_now": loss_by_now(asked.answer, at_s),
        "slider": _slider(asked, hit, horizon_s),
        "events": [_event(asked, one) for one in events[:MOST_EVENTS]],
        "events_left": len(events) - MOST_EVENTS,
        "breaches": [row for row in rows if _broken(row.outage)],
        "missed": {
            "rto": sum(one.rto_passed_s is not None for one in hit),
            "mtd": sum(one.mtd_passed_s is not None for one in hit),
        },
        "back_s": max((one.back_s for one in hit if one.back_s is not None), default=0),
        "open_end": any(one.back_s is None for one in hit),
        "guessed": any(one.lower_bound for one in hit),
        "expensive": [
            {
                "name": asked.sight.name(one.node),
                "url": _url(asked, one.node),
                "loss": one.loss,
                "count": len(one.processes),
            }
            for one in asked.answer.expensive[:5]
        ],
        "timeline_spec": timeline(asked, hit[:MOST_DRAWN], horizon_s, at_s),
        "timeline_left": len(hit) - MOST_DRAWN,
        "loss_spec": losses(asked, other, horizon_s, at_s),
        "compared": None if other is None else _compared(asked, other),
    }


def _hit(asked: Asked) -> list[Outage]:
    """Processes that are hit and may be seen: broken promises first, the longest outage first."""
    never = 10**18
    hit = [one for key in asked.seen if (one := asked.answer.outages[key]).affected]
    return sorted(
        hit,
        key=lambda one: (
            _ORDER[one.status],
            -(never if one.resumes_s is None else one.resumes_s),
            one.key,
        ),
    )


def _row(asked: Asked, one: Outage, at_s: int) -> Row:
    named = asked.sight.named[one.key]
    return Row(
        key=one.key,
        name=named.name,
        code=named.code,
        url=node_url("process", named.code),
        outage=one,
        state=_state(asked, one, at_s),
        rto_passed=_by(one.rto_passed_s, at_s),
        mtd_passed=_by(one.mtd_passed_s, at_s),
        because=asked.because(one.because),
    )


def _state(asked: Asked, one: Outage, at_s: int) -> str:
    segments = asked.answer.segments.get(one.key, ())
    state = shown_at(segments, at_s, lower_bound=one.lower_bound)
    return "back" if state == "up" else state


def _by(passed_s: int | None, at_s: int) -> bool:
    return passed_s is not None and passed_s <= at_s


def _broken(one: Outage) -> bool:
    return one.rto_passed_s is not None or one.mtd_passed_s is not None or one.rpo_missed


def _counts(asked: Asked, hit: list[Outage], at_s: int) -> dict[str, int]:
    states = [_state(asked, one, at_s) for one in hit]
    found = {state: states.count(state) for state in STATES}
    found["rto_passed"] = sum(_by(one.rto_passed_s, at_s) for one in hit)
    found["mtd_passed"] = sum(_by(one.mtd_passed_s, at_s) for one in hit)
    return found


def _slider(asked: Asked, hit: list[Outage], horizon_s: int) -> dict[str, Any]:
    """What the script needs to follow the slider: states, limits and the loss, exactly."""
    points: list[LossAt] = summed(asked.answer.courses.values())
    step = -(-len(points) // MOST_POINTS)
    return {
        "processes": [
            {
                "key": one.key,
                "segments": stretches(
                    asked.answer.segments.get(one.key, ()), lower_bound=one.lower_bound
                ),
                "rto": one.rto_passed_s,
                "mtd": one.mtd_passed_s,
            }
            for one in hit
        ],
        "horizon": horizon_s,
        "loss": [[p.at_s, float(p.loss), float(p.rate_per_hour)] for p in points[::step]],
    }


def _thin(points: Sequence[LossAt]) -> Sequence[LossAt]:
    """As many as people read, the last one always."""
    step = -(-len(points) // MOST_READ) or 1
    return points if step == 1 else [*points[:-1:step], points[-1]]


def _seen_events(asked: Asked) -> list[Event]:
    sees = asked.sight.sees
    return [one for one in asked.answer.events if one.subject is None or sees(one.subject)]


def _event(asked: Asked, one: Event) -> dict[str, Any]:
    if one.subject is None:
        return {"at_s": one.at_s, "kind": one.kind, "name": _("The whole outage"), "url": ""}
    name, url = asked.sight.name(one.subject), _url(asked, one.subject)
    return {"at_s": one.at_s, "kind": one.kind, "name": name, "url": url}


def _moments(asked: Asked) -> list[int]:
    """Moments worth a look: when something happens to a process that may be seen."""
    seen = set(asked.seen)
    at = sorted({one.at_s for one in asked.answer.events if one.subject in seen})
    step = -(-len(at) // MOST_MOMENTS) or 1
    return at[::step]


def _url(asked: Asked, key: str) -> str:
    if not asked.sight.sees(key):
        return ""
    named = asked.sight.named[key]
    return node_url(named.kind if named.table == "system" else named.table, named.code) or node_url(
        named.table, named.code
    )


def _compared(asked: Asked, other: Asked) -> dict[str, Any]:
    """Both side by side; `rows` are processes whose return or loss differs."""
    differing = []
    for key in asked.seen:
        one, two = asked.answer.outages[key], other.answer.outages[key]
        if (one.resumes_s, one.status, one.loss) != (two.resumes_s, two.status, two.loss):
            differing.append((one, two))
    differing.sort(key=lambda pair: (-abs(pair[1].loss - pair[0].loss), pair[0].key))
    rows = []
    for one, two in differing[:MOST_ROWS]:
        named = asked.sight.named[one.key]
        url = node_url("process", named.code)
        rows.append({"name": named.name, "url": url, "one": one, "two": two})
    return {
        "other": other,
        "difference": other.answer.total - asked.answer.total,
        "rows": rows,
        "missed": [_missed(asked), _missed(other)],
    }


def _missed(asked: Asked) -> dict[str, Any]:
    hit = _hit(asked)
    return {
        "total": asked.answer.total,
        "hit": len(hit),
        "rto": sum(one.rto_passed_s is not None for one in hit),
        "mtd": sum(one.mtd_passed_s is not None for one in hit),
        "back_s": max((one.back_s for one in hit if one.back_s is not None), default=0),
        "open_end": any(one.back_s is None for one in hit),
        "guessed": any(one.lower_bound for one in hit),
    }
