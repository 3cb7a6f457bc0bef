"""What must be so before the evaluation is finished: every criterion has an official result."""

from __future__ import annotations

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from drills.models import Drill
from drills.services.results import Line, lines_of
from lib.errors import Problem


def unmet_for_reporting(drill: Drill) -> list[Problem]:
    """One problem a criterion; [] when all are rated, settled, rated by data, or do not apply."""
    return [
        problem
        for problem in (_problem(drill, line) for line in lines_of(drill, timezone.now()))
        if problem is not None
    ]


def _problem(drill: Drill, line: Line) -> Problem | None:
    key = line.criterion.key
    address = f"POST drills/{drill.code}/results/"
    if line.must_be_settled:
        words = _("Criterion %(key)s: the evaluators are far apart; the lead evaluator settles it.")
        return Problem("not_settled", words % {"key": key}, key, address)
    if not line.is_evaluated:
        words = _("Criterion %(key)s is not rated yet.")
        return Problem("not_rated", words % {"key": key}, key, f"POST drills/{drill.code}/ratings/")
    return None
