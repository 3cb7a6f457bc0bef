"""What a drill is planned with. Times are those of the drill's own zone."""

from __future__ import annotations

import zoneinfo
from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Organisation, Person, User
from bia.forms.choices import RowField, RowsField
from bia.models import Process, System
from drills.forms.msel import TypedMoment
from drills.models import Drill, DrillScenario, DrillSlot, DrillType, SlotState, Subtype
from drills.services.planning import AFTERWARDS, WHILE_LIVE
from lib.fields import DurationField, MoneyField
from plans.models import PlanVersion, VersionStatus

TYPES = [one for one in DrillType.choices if one[0] != DrillType.RESTORE_TEST.value]
LOCAL = "%Y-%m-%dT%H:%M"
NARROW, WIDE = "col-md-6", "col-12"
GROUPS: tuple[tuple[Any, tuple[str, ...]], ...] = (
    (_("What"), ("title", "type", "subtype", "scenario", "slot", "purpose")),
    (_("When and where"), ("planned_start", "planned_end", "timezone", "place", "no_notice")),
    (_("What is drilled"), ("plan_version", "tests_draft", "processes", "systems")),
    (
        _("Who leads"),
        ("lead_controller", "lead_evaluator", "present_within_s", "speed", "whitelist"),
    ),
    (_("Cost and effects"), ("cost_planned", "cost_actual", "complaints", "loss")),
)
HALF = frozenset(
    {
        *("type", "subtype", "scenario", "slot", "planned_start", "planned_end", "timezone"),
        *("place", "lead_controller", "lead_evaluator", "present_within_s", "speed"),
        *("cost_planned", "cost_actual", "complaints", "loss"),
    }
)


@cache
def zones() -> list[tuple[str, str]]:
    return [(one, one) for one in sorted(zoneinfo.available_timezones())]


class VersionField(forms.ModelChoiceField):
    """Versions of plans in force, and the newest drafts."""

    def label_from_instance(self, obj: Any) -> str:
        if obj.status == VersionStatus.EFFECTIVE:
            return f"{obj.plan} {obj.number}"
        return f"{obj.plan} {obj.number} – {obj.get_status_display()}"


class SlotField(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        about = obj.process or obj.system
        name = f"{obj.policy.name}, {obj.period_start} – {obj.period_end}"
        return f"{name}, {about}" if about is not None else name


class DrillForm(forms.Form):
    """`drill` None plans a new one. Of one that has begun only what can still change is asked."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    title = forms.CharField(
        label=_("Title"), max_length=200, required=False,
        help_text=_("Left empty: the name of the scenario."),
    )  # fmt: skip
    type = forms.ChoiceField(label=_("Type"), choices=TYPES)
    subtype = forms.ChoiceField(
        label=_("What is operated"), choices=Subtype.choices, required=False,
        help_text=_("Only of functional exercises."),
    )  # fmt: skip
    scenario = RowField(
        DrillScenario.objects.none(), label=pgettext_lazy("drill", "Scenario"), required=False,
        help_text=_("The drill gets a copy of its script: objectives, criteria and injects."),
    )  # fmt: skip
    slot = SlotField(
        DrillSlot.objects.none(), label=_("Meets the slot"), to_field_name="code", required=False
    )
    planned_start = TypedMoment(label=_("Begins"))
    planned_end = TypedMoment(label=_("Ends"))
    timezone = forms.ChoiceField(label=_("Time zone"))
    place = forms.CharField(label=_("Place"), max_length=200, required=False)
    purpose = forms.CharField(
        label=_("Purpose and scope"), required=False, widget=forms.Textarea({"rows": 3}),
        max_length=5000,
    )  # fmt: skip
    no_notice = forms.BooleanField(
        label=_("Without notice"), required=False,
        help_text=_("Until it starts only controllers and evaluators know of it."),
    )  # fmt: skip
    processes = RowsField(Process.objects.none(), label=_("Processes"), required=False)
    systems = RowsField(System.objects.none(), label=_("Systems"), required=False)
    plan_version = VersionField(
        PlanVersion.objects.none(), label=_("Plan that is drilled"), required=False
    )
    tests_draft = forms.BooleanField(
        label=_("A draft of the plan is what is tested"), required=False,
        help_text=_("What it measures is then an estimate."),
    )  # fmt: skip
    lead_controller = RowField(Person.objects.none(), label=_("Lead controller"), required=False)
    lead_evaluator = RowField(Person.objects.none(), label=_("Lead evaluator"), required=False)
    whitelist = RowsField(
        Person.objects.none(), label=_("May be told besides"), required=False,
        help_text=_("Nothing of a drill reaches anybody but its participants and these."),
    )  # fmt: skip
    present_within_s = DurationField(label=_("Key people are present within"))
    speed = forms.TypedChoiceField(
        label=_("Speed of the script"), coerce=int, required=False,
        choices=[(1, "1×"), (2, "2×"), (4, "4×")],
        help_text=_("Only tabletop exercises can run faster."),
    )  # fmt: skip
    cost_planned = MoneyField(label=_("Planned cost"), required=False)
    cost_actual = MoneyField(label=_("Actual cost"), required=False)
    complaints = forms.IntegerField(label=_("Complaints"), min_value=0, required=False)
    loss = MoneyField(label=_("Loss caused by the drill"), required=False)

    def __init__(self, *args: Any, by: User, drill: Drill | None = None, **options: Any):
        self.drill = drill
        if drill is not None:
            options["initial"] = initial_of(drill) | options.get("initial", {})
        super().__init__(*args, **options)
        self.fields["timezone"].choices = zones()  # type: ignore[attr-defined]
        self.fields["timezone"].initial = Organisation.current().timezone
        self.fields["present_within_s"].initial = 900
        self._offer(by)
        for name in self._left_out():
            del self.fields[name]

    def _offer(self, by: User) -> None:
        people = Person.objects.filter(is_active=True).order_by("code")
        drill = self.drill
        kept = [drill.lead_controller_id, drill.lead_evaluator_id] if drill is not None else []
        people |= Person.objects.filter(pk__in=[one for one in kept if one])
        offered = {
            "scenario": DrillScenario.objects.visible_to(by).filter(is_active=True),
            "processes": Process.objects.visible_to(by), "systems": System.objects.visible_to(by),
            "lead_controller": people, "lead_evaluator": people, "whitelist": people,
        }  # fmt: skip
        for name, rows in offered.items():
            field: Any = self.fields[name]
            field.queryset = rows
            field.settle()
        self.fields["plan_version"].queryset = _versions(drill)  # type: ignore[attr-defined]
        self.fields["slot"].queryset = _slots(drill)  # type: ignore[attr-defined]

    def _left_out(self) -> list[str]:
        drill = self.drill
        if drill is None or drill.started_at is None:
            return ["cost_actual", "complaints", "loss"]
        allowed = WHILE_LIVE if drill.is_live else AFTERWARDS
        return [one for one in self.fields if one not in allowed | {"version"}]

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        zone = values.get("timezone") or (self.drill.timezone if self.drill else "")
        for name in ("planned_start", "planned_end"):
            moment = values.get(name)
            if isinstance(moment, datetime) and zone:
                values[name] = moment.replace(tzinfo=ZoneInfo(zone))
        starts, ends = values.get("planned_start"), values.get("planned_end")
        if starts and ends and ends <= starts:
            self.add_error("planned_end", _("It must end after it begins."))
        if values.get("subtype") and values.get("type") not in (None, DrillType.FUNCTIONAL):
            self.add_error("subtype", _("Only functional exercises have a subtype."))
        unnamed = "title" in self.fields and not values.get("title") and not values.get("scenario")
        if unnamed and "title" not in self.errors:
            self.add_error("title", _("Give the drill a title or a scenario."))
        return values

    def groups(self) -> list[tuple[Any, list[tuple[Any, str]]]]:
        """Fields as the page shows them: (legend, [(field, how wide)])."""
        found = []
        for legend, names in GROUPS:
            fields = [(self[n], NARROW if n in HALF else WIDE) for n in names if n in self.fields]
            if fields:
                found.append((legend, fields))
        return found

    def given(self) -> dict[str, Any]:
        """What the service gets."""
        found = {name: value for name, value in self.cleaned_data.items() if name != "version"}
        if "speed" in found:
            found["speed"] = found["speed"] or 1
        if found.get("present_within_s") is None:
            found.pop("present_within_s", None)
        # Left empty they follow the scenario.
        kept = () if self.drill is not None else ("processes", "systems")
        for name in ("title", *kept):
            if not found.get(name):
                found.pop(name, None)
        return found


def initial_of(drill: Drill) -> dict[str, Any]:
    zone = ZoneInfo(drill.timezone)
    plain = (
        *("version", "title", "type", "subtype", "place", "purpose", "no_notice", "tests_draft"),
        *("timezone", "present_within_s", "speed", "cost_planned", "cost_actual", "complaints"),
        "loss",
    )
    rows: Mapping[str, Any] = {
        "scenario": drill.scenario, "slot": drill.slot, "lead_controller": drill.lead_controller,
        "lead_evaluator": drill.lead_evaluator,
    }  # fmt: skip
    return {
        **{name: getattr(drill, name) for name in plain},
        **{name: row.code if row is not None else None for name, row in rows.items()},
        **{
            name: list(getattr(drill, name).all()) for name in ("processes", "systems", "whitelist")
        },
        "plan_version": drill.plan_version_id,
        "planned_start": drill.planned_start.astimezone(zone).strftime(LOCAL),
        "planned_end": drill.planned_end.astimezone(zone).strftime(LOCAL),
    }


def _versions(drill: Drill | None) -> Any:
    rows = PlanVersion.objects.filter(
        status__in=[VersionStatus.EFFECTIVE, VersionStatus.DRAFT, VersionStatus.IN_REVIEW,
                    VersionStatus.APPROVED]
    )  # fmt: skip
    if drill is not None and drill.plan_version_id:
        rows |= PlanVersion.objects.filter(pk=drill.plan_version_id)
    return rows.select_related("plan").order_by("plan__code", "-major", "-minor")


def _slots(drill: Drill | None) -> Any:
    rows = DrillSlot.objects.filter(state__in=[SlotState.OPEN, SlotState.MISSED]).exclude(
        policy__type=DrillType.RESTORE_TEST
    )
    if drill is not None and drill.slot_id:
        rows |= DrillSlot.objects.filter(pk=drill.slot_id).exclude(
            policy__type=DrillType.RESTORE_TEST
        )
    return rows.select_related("policy", "process", "system").order_by("period_end", "code")
