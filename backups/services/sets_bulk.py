"""Many sets at once, all or none; ten thousand take seconds."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.models import User
from backups.models import BackupSet
from backups.services.arriving import Arriving, arrive
from backups.services.arriving_problems import problems_of
from backups.services.sets import PERMISSION
from lib.errors import Problem, Refused

MOST = 10_000
MOST_TOLD = 200


def refuse_too_many(data: Any) -> None:
    """Before anything is looked at. Raises Refused at `sets`."""
    given = data.get("sets") if isinstance(data, Mapping) else None
    if isinstance(given, list) and len(given) > MOST:
        raise Refused("too_many", _("At most 10,000 sets at once."), "sets")


@transaction.atomic
def create_sets(told: Sequence[Mapping[str, Any]], *, by: User, at: datetime) -> list[BackupSet]:
    """`told`: the fields of `Arriving`, a set each. Raises Refused, problems at `sets.3.kind`."""
    require(by, PERMISSION)
    arrivals = [Arriving(**one) for one in told]
    problems = [
        Problem(problem.code, problem.message, f"sets.{number}.{problem.field}")
        for number, one in enumerate(arrivals)
        for problem in problems_of(one, at=at)
    ]
    problems += _repeated(arrivals)
    if problems:
        raise Refused.many(problems[:MOST_TOLD])
    return arrive(arrivals, by=by, at=at)


def _repeated(arrivals: Sequence[Arriving]) -> list[Problem]:
    seen: set[str] = set()
    found = []
    for number, one in enumerate(arrivals):
        if one.code and one.code in seen:
            words = _("This code stands twice.")
            found.append(Problem("unique", words, f"sets.{number}.code"))
        seen.add(one.code)
    return found
