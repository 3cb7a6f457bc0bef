"""What of a drill may still be changed, by how far it has come."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from drills.domain.states import AFTER, LIVE, OVER, POSTPONED
from drills.models import AfterActionReport, Drill, DrillStatus, ReportState
from lib.errors import GuardsUnmet, Problem

DETAILS = frozenset(
    {
        *("title", "type", "subtype", "scenario", "policy", "slot", "timezone", "place"),
        *("planned_start", "planned_end", "purpose", "no_notice", "plan_version", "tests_draft"),
        *("lead_controller", "lead_evaluator", "present_within_s", "speed", "cost_planned"),
        *("cost_actual", "complaints", "loss"),
    }
)
LINKS = frozenset({"processes", "systems", "whitelist"})
# What may still be put right while it runs, and afterwards; speed is changed by its own verb.
WHILE_LIVE = frozenset(
    {
        *("title", "place", "purpose", "planned_end", "lead_controller", "lead_evaluator"),
        *("whitelist", "cost_planned"),
    }
)
AFTERWARDS = frozenset(
    {
        *("title", "purpose", "lead_controller", "lead_evaluator", "cost_actual", "complaints"),
        "loss",
    }
)
# What its report was submitted with does not change behind it.
FIGURES = frozenset({"complaints", "loss"})
# Who has agreed to the drill as it was must look again.
MATTERS = frozenset(
    {
        *("type", "subtype", "scenario", "planned_start", "planned_end", "plan_version"),
        *("tests_draft", "systems", "processes"),
    }
)


def may_still(row: Drill, names: set[str]) -> None:
    """Raises GuardsUnmet naming what cannot be changed any more."""
    if row.status == POSTPONED and {"planned_start", "planned_end"} & names:
        words = _("It is postponed: give it new dates with “Plan again”.")
        raise GuardsUnmet.one("postponed", words, "planned_start")
    allowed = DETAILS | LINKS
    if row.status in LIVE:
        allowed = WHILE_LIVE
    elif row.status in AFTER:
        allowed = AFTERWARDS
    if row.status in AFTER and AfterActionReport.objects.filter(drill=row).exclude(
        state=ReportState.DRAFT
    ):
        allowed = allowed - FIGURES
    if row.status in OVER:
        allowed = frozenset()
    words = _("This cannot be changed any more: the drill is “%(status)s”.")
    text = words % {"status": DrillStatus(row.status).label}
    problems = [Problem("too_late", text, name) for name in sorted(names - allowed)]
    if problems:
        raise GuardsUnmet(problems)
