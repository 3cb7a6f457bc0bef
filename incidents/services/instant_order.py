"""The order of an incident's instants in words."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from incidents.domain.times import Disorder
from lib.errors import Problem

NAMES = {
    "occurred_at": _("Began"),
    "detected_at": _("Detected"),
    "declared_at": pgettext_lazy("instant", "Declared"),
    "acknowledged_at": pgettext_lazy("instant", "Acknowledged"),
    "restored_at": pgettext_lazy("instant", "Restored"),
    "verified_at": pgettext_lazy("instant", "Verified"),
    "closed_at": pgettext_lazy("incident", "Closed"),
}
WRONG = _("“%(first)s” lies after “%(second)s”.")


def disorder_problem(disorder: Disorder) -> Problem:
    """At the field to correct."""
    if disorder.is_error:
        words = _("It was restored before it began.")
        return Problem("restored_before_it_began", words, "restored_at")
    names = {"first": NAMES[disorder.earlier], "second": NAMES[disorder.later]}
    return Problem("out_of_order", WRONG % names, disorder.earlier)
