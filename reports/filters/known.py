"""The filters in use. A kind lists those it takes; one name means the same in all of them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.models import Department, User
from bia.models import Process, System, Tier
from drills.models import Drill
from incidents.models import Category, Incident
from plans.models import IncidentGrade, Plan
from reports.drill_choice import FIRST_YEAR, LAST_YEAR
from reports.filters.rows import Row, Rows
from reports.filters.values import Choice, Day, Switch, Words, Year, YesNo
from reports.plan_choice import SIZES


def _coded(row: Any) -> str:
    return f"{row.code} · {row.name}"


def _titled(row: Any) -> str:
    return f"{row.code} · {row.title}"


def _numbered(row: Incident) -> str:
    return f"{row.number} · {row.title}"


def _backed_up(user: User) -> Any:
    rows = System.objects.visible_to(user).filter(backup_policies__isnull=False)
    return rows.distinct().order_by("code")


DEPARTMENT = Row(
    "department",
    _("Department"),
    _("With everything below it."),
    rows=lambda _user: Department.objects.order_by("code"),
    every=_("All departments"),
)
TIER = Row(
    "tier",
    _("Tier"),
    rows=lambda _user: Tier.objects.order_by("order"),
    every=_("All tiers"),
)
CRITICAL = YesNo(
    "critical",
    _("Critical"),
    choices=[("", _("All processes")), ("yes", _("Critical only")), ("no", _("Not critical only"))],
)
PROCESSES = Rows(
    "processes",
    _("Processes"),
    _("None chosen: all that pass the filters."),
    rows=lambda user: Process.objects.visible_to(user).order_by("code"),
    said=_coded,
    expected=_("A list of process codes is expected."),
    too_many=_("At most %(most)s processes can be named."),
    unknown=_("There is no process %(code)s."),
)
DRAFTS = Switch("drafts", _("Also show assessments that are not approved, marked as drafts"))
SYSTEMS = Rows(
    "systems",
    _("Systems"),
    _("None chosen: all that have a backup policy."),
    rows=lambda user: System.objects.visible_to(user),
    offered=_backed_up,
    said=_coded,
    expected=_("A list of system codes is expected."),
    too_many=_("At most %(most)s systems can be named."),
    unknown=_("There is no system %(code)s."),
)
SINCE = Day("since", _("From"), _("Beginning of the period. Empty: 31 days before its end."))
SINCE_A_YEAR = Day("since", _("From"), _("Beginning of the period. Empty: twelve months."))
PLAN = Row(
    "plan",
    _("Plan"),
    rows=lambda user: Plan.objects.visible_to(user).order_by("code"),
    said=_coded,
    columns=6,
    of_kind=True,
)
VERSION = Words(
    "version", _("Version"), _("For example 2.1. Empty: the one in force."), columns=3, most=21
)
SIZE = Choice(
    "size",
    _("Size of the card"),
    choices=SIZES,
    columns=3,
    most=10,
    unknown=_("There is no such size."),
    unknown_code="invalid_choice",
)
BILINGUAL = Switch("bilingual", _("Plan in both languages"))
INCIDENT = Row(
    "incident",
    _("Incident"),
    rows=lambda user: Incident.objects.visible_to(user).order_by("-declared_at"),
    key="number",
    most=30,
    said=_numbered,
    columns=12,
    of_kind=True,
)
DRILL = Row(
    "drill",
    _("Drill"),
    rows=lambda user: Drill.objects.visible_to(user).order_by("-planned_start"),
    said=_titled,
    columns=12,
    of_kind=True,
)
YEAR = Year("year", _("Year"), _("Empty: the running year."), first=FIRST_YEAR, last=LAST_YEAR)
GRADE = Row(
    "grade",
    _("Grade"),
    rows=lambda _user: IncidentGrade.objects.order_by("severity"),
    most=4,
    every=_("All grades"),
)
SYSTEM = Row(
    "system",
    _("System"),
    rows=lambda user: System.objects.visible_to(user).order_by("code"),
    said=_coded,
    every=_("All systems"),
)
CATEGORY = Choice("category", _("Category"), choices=Category.choices, every=_("All categories"))
