"""The words of a management review's agenda: its inputs (ISO 22301 9.3.2) in own words, and what
each figure is called. Texts are made when shown, so frozen figures read in either language."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

ITEMS = {
    "previous_actions": (
        _("What became of earlier decisions"),
        _("Is what was decided last time done, and did it help?"),
    ),
    "context": (
        _("What changed around and inside the organisation"),
        _("New issues, interested parties or obligations, climate included?"),
    ),
    "corrective_actions": (
        _("Nonconformities and corrective actions"),
        _("Are faults mended in time, and do they stay mended?"),
    ),
    "measuring": (
        _("Measurements and their trend"),
        _("Where does the programme stand, and where is it heading?"),
    ),
    "audits": (_("Results of audits"), _("What did internal audits find, what is still open?")),
    "feedback": (
        _("What interested parties say"),
        _("Complaints, wishes and questions of customers, authorities, partners and staff."),
    ),
    "exercises": (
        _("Exercises and restore tests"),
        _("Does it work when it is tried, and is it tried often enough?"),
    ),
    "bia_risk": (
        _("Impact analysis and risks"),
        _("Do analysis and risk register still describe the business? What do they not cover?"),
    ),
    "documentation": (
        _("Plans and capabilities"),
        _("Are plans, backups and suppliers fit for what is promised?"),
    ),
    "incidents": (
        _("Disruptions, near misses and what was learnt"),
        _("What happened, was it over in time, and what follows?"),
    ),
    "changes": (
        _("Changes the management system needs"),
        _("Policy, objectives, scope, methods: what must be different from now on?"),
    ),
    "resources": (
        _("Resources and competence"),
        _("Money, people, knowledge and tools: what is missing?"),
    ),
    "improvement": (
        _("Opportunities for improvement"),
        _("What would make continuity better or cheaper?"),
    ),
}  # fmt: skip

FIGURES = {
    "decided": _("Decisions of earlier reviews"),
    "decided_done": _("of them done"),
    "decided_open": _("of them open"),
    "decided_overdue": _("of them overdue"),
    "issues_new": _("Records of issues and parties, new or changed"),
    "obligations": _("Obligations"),
    "actions_new": _("Actions written down in the period"),
    "actions_closed": _("Actions closed in the period"),
    "actions_open": _("Actions open now"),
    "actions_overdue": _("Actions overdue now"),
    "health": _("Programme health, of 100"),
    "health_before": _("Programme health at the beginning of the period"),
    "maturity_level": _("Maturity level, last evaluation"),
    "audits_held": _("Audits held in the period"),
    "audit_actions_open": _("Actions of audits still open"),
    "parties": _("Interested parties on record"),
    "drills_held": _("Drills held in the period"),
    "drills_failed": _("of them not achieved"),
    "drills_unreported": _("of them without an approved report"),
    "restores_passed": _("Restore tests passed in the period"),
    "restores_failed": _("Restore tests failed in the period"),
    "processes": _("Processes"),
    "processes_critical": _("of them critical"),
    "findings_open": _("Findings open now"),
    "risks_open": _("Risks on the register"),
    "risks_high": _("of them high (15 and more)"),
    "plans": _("Plans"),
    "plans_due": _("Plans past their review date"),
    "incidents": _("Incidents in the period"),
    "incidents_severe": _("of them of the two worst grades"),
    "incidents_open": _("Incidents not closed yet"),
    "changes_done": _("Changes implemented in the period"),
    "changes_major": _("of them major"),
    "objectives": _("Objectives in force"),
    "competence_needed": _("Courses people need"),
    "competence_missing": _("of them missing or expired"),
    "cases_waiting": _("Investment cases awaiting a decision"),
    "duties_late": _("Recurring duties late in the last year"),
    "tasks_overdue": _("Tasks of programmes overdue"),
}
