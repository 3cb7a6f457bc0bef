"""What is asked when a plan is activated, and at each step of carrying it out."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.people import PersonField
from bia.forms.choices import RowField
from lib.fields import DurationField
from plans.models import Completes, PlanActivation, ResponseRole, TaskRun

LONGEST = 5000


def text_field(**options: Any) -> forms.CharField:
    return forms.CharField(widget=forms.Textarea({"rows": 3}), max_length=LONGEST, **options)


class WhenForm(forms.Form):
    """What may be written down later than it happened (TIM-3)."""

    at = forms.DateTimeField(
        label=_("When"),
        required=False,
        help_text=_("In your time zone; left empty: now."),
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )


class LastWhenForm(WhenForm):
    """The time stands below what is asked first."""

    def order_fields(self, field_order: Any) -> None:
        super().order_fields(field_order)
        self.fields = {name: field for name, field in self.fields.items() if name != "at"} | {
            "at": self.fields["at"]
        }


class StartForm(WhenForm):
    pass


class CompleteForm(LastWhenForm):
    result = text_field(label=_("What came out"), required=False)
    evidence = text_field(label=_("What shows that it is done"), required=False)


class ReasonForm(LastWhenForm):
    reason = text_field(label=_("Reason"))


class ReopenForm(LastWhenForm):
    reason = text_field(label=_("Reason"), required=False)


class RestoreForm(WhenForm):
    pass


class IntegrityForm(LastWhenForm):
    note = text_field(label=_("What was compared"), required=False)


class EndForm(LastWhenForm):
    outcome = text_field(label=_("How it ended"))
    rating = forms.TypedChoiceField(
        label=_("How much the plan helped"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[
            ("", "–"),
            ("1", _("1: not at all")),
            ("2", _("2: a little")),
            ("3", _("3: in part")),
            ("4", _("4: a lot")),
            ("5", _("5: it carried us")),
        ],
    )


class NoteForm(LastWhenForm):
    text = text_field(label=_("Note"))


class CommanderForm(forms.Form):
    commander = PersonField(
        label=_("Commander"), required=False, help_text=_("Left empty: who activated the plan.")
    )

    def __init__(self, *args: Any, **options: Any):
        super().__init__(*args, **options)
        self.fields["commander"].settle()  # type: ignore[attr-defined]


class ActivateForm(CommanderForm, LastWhenForm):
    """`key` is made with the page: pressing twice begins one activation (CON-3)."""

    field_order = ["reason", "commander", "exercise", "separately", "at", "key"]
    reason = text_field(label=_("What happened"))
    exercise = forms.BooleanField(
        label=_("This is an exercise"),
        required=False,
        help_text=_("Every message says so, and nothing of it counts as used."),
    )
    separately = forms.BooleanField(label=_("Activate it a second time"), required=False)
    key = forms.CharField(widget=forms.HiddenInput, max_length=100, required=False)

    def __init__(self, *args: Any, running: bool = False, **options: Any):
        options["initial"] = {"key": uuid4().hex} | (options.get("initial") or {})
        super().__init__(*args, **options)
        if not running:
            del self.fields["separately"]


class NumbersField(forms.TypedMultipleChoiceField):
    """Tasks to wait for, one tick each."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **options: Any):
        super().__init__(coerce=int, required=False, **options)


class AmendForm(LastWhenForm):
    """A task as it is carried out; the plan itself stays as it is (PLN-6)."""

    title_en = forms.CharField(label=_("Title (English)"), max_length=200, required=False)
    title_zh = forms.CharField(label=_("Title (Chinese)"), max_length=200, required=False)
    instructions_en = text_field(label=_("Instructions (English)"), required=False)
    instructions_zh = text_field(label=_("Instructions (Chinese)"), required=False)
    role = RowField(ResponseRole.objects.none(), label=_("Role"), required=False)
    backup_role = RowField(ResponseRole.objects.none(), label=_("Backup"), required=False)
    assignee = PersonField(label=_("Assigned to"), required=False)
    duration_s = DurationField(label=_("Planned duration"), required=False)
    limit_s = DurationField(label=_("Limit from activation"), required=False)
    needs = NumbersField(label=_("Waits for"))
    completes = forms.ChoiceField(label=_("Completes"), choices=Completes.choices, required=False)
    reason = text_field(label=_("Why it is changed"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    key = forms.CharField(widget=forms.HiddenInput, max_length=100, required=False)

    def __init__(
        self, *args: Any, activation: PlanActivation, task: TaskRun | None = None, **options: Any
    ):
        options["initial"] = _initial(task) | (options.get("initial") or {})
        super().__init__(*args, **options)
        roles = ResponseRole.objects.filter(is_active=True)
        for name in ("role", "backup_role"):
            self.fields[name].queryset = roles  # type: ignore[attr-defined]
        self.fields["assignee"].settle(task.assignee_id if task else None)  # type: ignore[attr-defined]
        others = activation.tasks.order_by("position", "number")
        self.fields["needs"].choices = [  # type: ignore[attr-defined]
            (one.number, f"{one.number} {one.title}")
            for one in others
            if task is None or one.pk != task.pk
        ]

    def values(self) -> dict[str, Any]:
        """The fields of the task."""
        apart = ("reason", "version", "key", "at")
        return {name: value for name, value in self.cleaned_data.items() if name not in apart}


def _initial(task: TaskRun | None) -> dict[str, Any]:
    if task is None:
        return {"key": uuid4().hex}
    names = (
        *("title_en", "title_zh", "instructions_en", "instructions_zh", "role", "backup_role"),
        *("assignee", "duration_s", "limit_s", "needs", "completes", "version"),
    )
    return {name: getattr(task, name) for name in names}
