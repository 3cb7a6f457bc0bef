"""What one evaluator says of a criterion; the official result is made in `results`."""

from __future__ import annotations

from typing import Unpack

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from drills.models import Criterion, Drill, DrillStatus, Level, Rating
from drills.services.results import MOST_REASON, refresh_results
from drills.services.rights import require_right
from drills.services.step import claimed, locked, require_status, written
from followup.services.verb import Call
from lib.errors import Refused, StaleVersion
from lib.versioning import change

# Evaluators rate while they watch, and until the evaluation is finished.
WHILE = (
    DrillStatus.RUNNING,
    DrillStatus.PAUSED,
    DrillStatus.INTERRUPTED,
    DrillStatus.DEBRIEF,
)


@transaction.atomic
def rate(
    drill: Drill,
    *,
    criterion: Criterion,
    level: str,
    reason: str = "",
    read_version: int | None = None,
    **call: Unpack[Call],
) -> Rating:
    """The rating of whoever calls; saying the same again changes nothing.

    Raises PermissionDenied, Refused at the field, GuardsUnmet, StaleVersion.
    """
    row = locked(drill)
    require_right(row, call["by"], "evaluate")
    require_status(row, *WHILE)
    when = claimed(call)
    one = Criterion.objects.filter(script__drill=row, pk=criterion.pk).first()
    if one is None:
        raise Refused("not_of_this_drill", _("This criterion is of another drill."), "criterion")
    if level not in Level.values:
        raise Refused("invalid_choice", _("There is no such level."), "level")
    why = reason.strip()
    if level == Level.NA and not why:
        raise Refused("required", _("Say why it does not apply."), "reason")
    if len(why) > MOST_REASON:
        raise Refused("too_long", _("At most 2,000 characters."), "reason")
    rating = Rating.objects.filter(criterion=one, evaluator=call["by"]).first()
    if rating is None:
        rating = Rating.objects.create(
            criterion=one, evaluator=call["by"], level=level, reason=why, at=when.at
        )
    elif rating.level == level and rating.reason == why:
        return rating
    else:
        if read_version is not None and read_version != rating.version:
            raise StaleVersion(rating, read_version)
        change(rating, read_version=None, level=level, reason=why, at=when.at)
    payload = {"criterion": one.key, "level": level}
    written(row, "criterion_rated", when=when, call=call, payload=payload, text=why)
    refresh_results(row, when.recorded_at)
    drill.__dict__.update(row.__dict__)
    return rating
