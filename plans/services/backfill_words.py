"""Words of the codes that the domain of backfills speaks."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from lib.errors import Problem
from plans.domain.paper_values import Wrong

WARNINGS: dict[str, Any] = {
    "unusual_plate": _("Not a usual number plate"),
    "unusual_phone": _("Not a usual phone number"),
    "unusual_number": _("Not a number"),
    "not_a_choice": _("None of the choices"),
    "illegible": _("Illegible"),
    "unplaced_time": _("Not a time of this outage"),
    "twin": _("The same plate within 15 minutes"),
}
WRONG: dict[str, Any] = {
    "impossible_time": _("There is no such time of day."),
    "missing": _("This is required; mark the row as illegible if it cannot be read."),
    "too_long": _("Longer than 500 characters."),
}
GUARDS: dict[str, Any] = {
    "state": _("The batch is “%(state)s”: this step does not come now."),
    "sheets_out": _(
        "%(count)s sheets are still out: say whether they are returned, blank, lost or void."
    ),
    "unchecked": _("%(count)s rows of the sample are not checked yet."),
    "wrong_rows": _("%(count)s rows were found wrong and are not mended yet."),
    "not_balanced": _("Paper and entries do not agree: explain the difference."),
    "posted_already": _("Rows are posted already."),
    "integrity": _("The integrity of the data is not verified yet: nothing is posted before."),
    "unposted": _("%(count)s rows have no posted tick yet."),
}
HINT = _("Do you mean %(time)s of the next day?")


def wrong_words(wrong: Wrong) -> str:
    words = str(WRONG[wrong.code])
    return f"{words} {HINT % {'time': wrong.hint}}" if wrong.hint else words


def guard_problem(code: str, **params: Any) -> Problem:
    field = "explanation" if code == "not_balanced" else None
    return Problem(code, GUARDS[code] % params, field)
