"""What the platform proposes at a point of a round that looks at backups (S2-006)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from accounts.models import User
from backups.overview.standing import Standing, overview
from governance.models import InspectionPoint, Outcome

MOST_NAMES = 4


@dataclass(frozen=True)
class Proposal:
    """`outcome` of Outcome; `words` are the note that goes with it."""

    outcome: str
    words: str


def proposals(
    points: Iterable[InspectionPoint], user: User, *, at: datetime
) -> dict[int, Proposal]:
    """By the point's key; a point without evidence, or nothing to judge, has none."""
    asking = [one for one in points if one.evidence == "backups"]
    if not asking:
        return {}
    found = [one for one in overview(user, at).found if one.status != "no_policy"]
    by_system = {one.subject.pk: one for one in found}
    answer = {}
    for point in asking:
        if point.system_id is None:
            shown: Sequence[Standing] = found
        else:
            known = by_system.get(point.system_id)
            shown = [known] if known else []
        if shown:
            answer[point.pk] = _judged(shown)
    return answer


def _judged(shown: Sequence[Standing]) -> Proposal:
    failed = [one.subject.code for one in shown if one.failed]
    late = [one.subject.code for one in shown if one.late and not one.failed]
    parts = []
    if failed:
        parts.append(_("Failed: %(systems)s.") % {"systems": _named(failed)})
    if late:
        parts.append(_("Late: %(systems)s.") % {"systems": _named(late)})
    if parts:
        outcome = Outcome.FAULT if failed else Outcome.WARNING
        return Proposal(outcome.value, " ".join(parts))
    words = _("The newest backups of %(count)s systems are good and in time.")
    return Proposal(Outcome.OK.value, words % {"count": len(shown)})


def _named(codes: Sequence[str]) -> str:
    more = len(codes) - MOST_NAMES
    shown = ", ".join(codes[:MOST_NAMES])
    return f"{shown} +{more}" if more > 0 else shown
