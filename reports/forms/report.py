"""Asking for a report: kind, language, format, date, filters."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, User
from bia.models import Process, System, Tier
from drills.models import Drill
from incidents.models import Category, Incident
from lib.fields import NamedRowsField
from plans.models import IncidentGrade, Plan
from reports.models import ReportFormat, ReportKind
from reports.plan_choice import SIZES
from reports.services.requests import end_of_day

CRITICAL = [("", _("All processes")), ("yes", _("Critical only")), ("no", _("Not critical only"))]


class ReportForm(forms.Form):
    kind = forms.ChoiceField(label=_("Report"), choices=ReportKind.choices)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    format = forms.ChoiceField(label=_("Format"), choices=ReportFormat.choices)
    as_of = forms.DateField(
        label=_("As of"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("What was approved at the end of that day. Empty: now."),
    )
    department = forms.ModelChoiceField(
        label=_("Department"),
        queryset=Department.objects.order_by("code"),
        required=False,
        empty_label=_("All departments"),
        to_field_name="code",
        help_text=_("With everything below it."),
    )
    tier = forms.ModelChoiceField(
        label=_("Tier"),
        queryset=Tier.objects.order_by("order"),
        required=False,
        empty_label=_("All tiers"),
        to_field_name="code",
    )
    critical = forms.ChoiceField(label=_("Critical"), choices=CRITICAL, required=False)
    processes = NamedRowsField(
        label=_("Processes"),
        queryset=Process.objects.none(),
        required=False,
        to_field_name="code",
        help_text=_("None chosen: all that pass the filters."),
    )
    since = forms.DateField(
        label=_("From"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Beginning of the period. Empty: 31 days before its end."),
    )
    systems = NamedRowsField(
        label=_("Systems"),
        queryset=System.objects.none(),
        required=False,
        to_field_name="code",
        help_text=_("None chosen: all that have a backup policy."),
    )
    plan = forms.ModelChoiceField(
        label=_("Plan"),
        queryset=Plan.objects.none(),
        required=False,
        to_field_name="code",
    )
    version = forms.CharField(
        label=_("Version"),
        required=False,
        max_length=21,
        help_text=_("For example 2.1. Empty: the one in force."),
    )
    size = forms.ChoiceField(label=_("Size of the card"), choices=SIZES, required=False)
    bilingual = forms.BooleanField(label=_("Plan in both languages"), required=False)
    incident = forms.ModelChoiceField(
        label=_("Incident"),
        queryset=Incident.objects.none(),
        required=False,
        to_field_name="number",
        help_text=_("Of the incident report, the situation report, and the card of an incident."),
    )
    drill = forms.ModelChoiceField(
        label=_("Drill"),
        queryset=Drill.objects.none(),
        required=False,
        to_field_name="code",
        help_text=_("Of the after-action report, the handbook and the situation manual."),
    )
    year = forms.IntegerField(
        label=_("Year"),
        required=False,
        min_value=2000,
        max_value=2200,
        help_text=_("Of the drill programme. Empty: the running year."),
    )
    grade = forms.ModelChoiceField(
        label=_("Grade"),
        queryset=IncidentGrade.objects.order_by("severity"),
        required=False,
        to_field_name="code",
        empty_label=_("All grades"),
    )
    system = forms.ModelChoiceField(
        label=_("System"),
        queryset=System.objects.none(),
        required=False,
        to_field_name="code",
        empty_label=_("All systems"),
    )
    category = forms.ChoiceField(
        label=_("Category"), required=False, choices=[("", _("All categories")), *Category.choices]
    )
    drafts = forms.BooleanField(
        label=_("Also show assessments that are not approved, marked as drafts"), required=False
    )

    def __init__(self, *args: Any, user: User, now: datetime, **options: Any):
        super().__init__(*args, **options)
        self.now = now
        processes: Any = self.fields["processes"]
        processes.queryset = Process.objects.visible_to(user).order_by("code")
        processes.label_from_instance = lambda process: f"{process.code} · {process.name}"

        systems: Any = self.fields["systems"]
        systems.queryset = (
            System.objects.visible_to(user).filter(backup_policies__isnull=False).distinct()
        ).order_by("code")
        systems.label_from_instance = lambda system: f"{system.code} · {system.name}"

        incidents: Any = self.fields["incident"]
        incidents.queryset = Incident.objects.visible_to(user).order_by("-declared_at")
        incidents.label_from_instance = lambda incident: f"{incident.number} · {incident.title}"

        drills: Any = self.fields["drill"]
        drills.queryset = Drill.objects.visible_to(user).order_by("-planned_start")
        drills.label_from_instance = lambda drill: f"{drill.code} · {drill.title}"

        every: Any = self.fields["system"]
        every.queryset = System.objects.visible_to(user).order_by("code")

        plans: Any = self.fields["plan"]
        plans.queryset = Plan.objects.visible_to(user).order_by("code")
        plans.label_from_instance = lambda plan: f"{plan.code} · {plan.name}"

    def request(self) -> dict[str, Any]:
        """What `request_report` takes, but for who and when."""
        data = self.cleaned_data
        filters = {
            "department": data["department"].code if data["department"] else None,
            "tier": data["tier"].code if data["tier"] else None,
            "critical": {"yes": True, "no": False}.get(data["critical"]),
            "processes": [one.code for one in data["processes"]] or None,
            "drafts": True if data["drafts"] else None,
            "systems": [one.code for one in data["systems"]] or None,
            "since": data["since"].isoformat() if data["since"] else None,
            "plan": data["plan"].code if data["plan"] else None,
            "version": data["version"].strip() or None,
            "size": data["size"] or None if data["kind"] == ReportKind.CARD else None,
            "incident": data["incident"].number if data["incident"] else None,
            "drill": data["drill"].code if data["drill"] else None,
            "year": data["year"],
            "grade": data["grade"].code if data["grade"] else None,
            "system": data["system"].code if data["system"] else None,
            "category": data["category"] or None,
            "bilingual": True if data["bilingual"] else None,
        }
        return {
            "kind": data["kind"],
            "language": data["language"],
            "format": data["format"],
            "as_of": end_of_day(data["as_of"], self.now) if data["as_of"] else None,
            "filters": {name: value for name, value in filters.items() if value is not None},
        }
