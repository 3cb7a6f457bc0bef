"""Programmes, tasks, templates and recurring duties."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Person
from bia.forms.choices import RowField
from governance.evidence import HAPPENS, KEYS
from governance.forms.service_form import ServiceForm, day, numbered_code, text
from governance.models import Duty, Programme, ProgrammeTask, ProgrammeTemplate

NAME_LABELS = {"name_en": _("Name (English)"), "name_zh": _("Name (Chinese)")}
LINES = 40


class ProgrammeForm(ServiceForm):
    code = numbered_code()
    title = forms.CharField(
        label=_("Title"), max_length=200, required=False,
        help_text=_("Left empty, it is called as its template."),
    )  # fmt: skip
    template = RowField(
        ProgrammeTemplate.objects.none(), label=_("Template"), required=False,
        help_text=_("Its tasks are dated from the first day on. None: you write them yourself."),
    )  # fmt: skip
    start_on = day(_("First day"))
    manager = RowField(Person.objects.none(), label=_("Manager"), required=False)

    class Meta:
        model = Programme
        fields = ("title", "template", "start_on", "manager", "code")

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            del self.fields["template"]
            self.fields["title"].required = True
            self.fields["title"].help_text = ""
            self.fields["start_on"].help_text = _("Tasks that are not done move along.")

    def choices(self) -> dict[str, Any]:
        return {
            "template": ProgrammeTemplate.objects.filter(is_active=True),
            "manager": Person.objects.order_by("code"),
        }


class TaskForm(ServiceForm):
    starts_on = day(_("Starts on"))
    due_on = day(pgettext_lazy("governance", "Due"))
    owner = RowField(Person.objects.none(), label=_("Owner"), required=False)
    note = text(_("Note"))

    class Meta:
        model = ProgrammeTask
        fields = ("name_en", "name_zh", "phase", "starts_on", "due_on", "owner", "note")
        labels = NAME_LABELS

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["name_zh"].required = False
        self.fields["name_en"].required = False

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if not given.get("name_en") and not given.get("name_zh"):
            self.add_error("name_en", _("Every task has a name."))
        return given

    def choices(self) -> dict[str, Any]:
        return {"owner": Person.objects.order_by("code")}


class TemplateForm(ServiceForm):
    note_en = text(_("Note (English)"), 2)
    note_zh = text(_("Note (Chinese)"), 2)

    class Meta:
        model = ProgrammeTemplate
        fields = ("code", "name_en", "name_zh", "note_en", "note_zh", "is_active")
        labels = NAME_LABELS


class TemplateLineForm(forms.Form):
    """One task of a template; a line without a name is left out."""

    phase = forms.IntegerField(label=_("Phase"), min_value=1, max_value=99, required=False)
    phase_en = forms.CharField(label=_("Phase (English)"), max_length=200, required=False)
    phase_zh = forms.CharField(label=_("Phase (Chinese)"), max_length=200, required=False)
    name_en = forms.CharField(label=_("Task (English)"), max_length=200, required=False)
    name_zh = forms.CharField(label=_("Task (Chinese)"), max_length=200, required=False)
    first_day = forms.IntegerField(label=_("From day"), min_value=1, max_value=3660, required=False)
    last_day = forms.IntegerField(label=_("Until day"), min_value=1, max_value=3660, required=False)
    evidence = forms.ChoiceField(label=_("Evidence"), required=False)
    page = forms.CharField(widget=forms.HiddenInput, required=False)

    columns = (
        "phase", "phase_en", "phase_zh", "name_en", "name_zh", "first_day", "last_day", "evidence",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs | {"use_required_attribute": False})
        self.fields["evidence"].choices = [("", "—"), *KEYS.items()]  # type: ignore[attr-defined]
        for name in self.columns:
            self.fields[name].widget.attrs["aria-label"] = self.fields[name].label

    @property
    def is_blank(self) -> bool:
        return not (self.cleaned_data.get("name_en") or self.cleaned_data.get("name_zh"))

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if self.is_blank:
            return given
        first, last = given.get("first_day"), given.get("last_day")
        if first is None:
            self.add_error("first_day", _("From which day on?"))
        elif last is not None and last < first:
            self.add_error("last_day", _("A task ends before it begins."))
        return given

    def given(self) -> dict[str, Any]:
        values = dict(self.cleaned_data)
        values["phase"] = values.get("phase") or 1
        if values.get("last_day") is None:
            values["last_day"] = values["first_day"]
        return values

    @property
    def boxes(self) -> list[forms.BoundField]:
        return [self[name] for name in self.columns]


def template_lines(posted: Any, template: ProgrammeTemplate | None) -> list[TemplateLineForm]:
    """The tasks there are, and a few empty lines; more come when those are saved."""
    rows = list(template.tasks.order_by("order", "pk")) if template is not None else []
    stored: list[dict[str, Any]] = [
        {name: getattr(one, name) for name in (*TemplateLineForm.columns, "page")} for one in rows
    ]
    count = min(len(stored) + 5, 205)
    if posted is not None:
        count = max(count, min(_posted(posted), 205))
    return [
        TemplateLineForm(
            posted, prefix=f"line-{place}", initial=stored[place] if place < len(stored) else {}
        )
        for place in range(count)
    ]


def _posted(posted: Any) -> int:
    places = [
        int(name.split("-")[1]) for name in posted
        if name.startswith("line-") and name.split("-")[1].isdecimal() and len(name) < 40
    ]  # fmt: skip
    return max(places, default=-1) + 1


class NoteForm(forms.Form):
    note = text(_("Note"))


class DropForm(forms.Form):
    note = text(_("Why it is dropped"), required=True)


class ReasonForm(forms.Form):
    reason = text(_("Reason"), required=True)


class DutyForm(ServiceForm):
    starts_on = day(
        _("From"), help_text=_("Whole periods from this day on are asked for."),
    )  # fmt: skip
    evidence = forms.ChoiceField(
        label=_("Done when"), required=False,
        help_text=_("None: a person marks every time it was done."),
    )  # fmt: skip
    owner = RowField(Person.objects.none(), label=_("Owner"), required=False)
    text_en = text(_("Text (English)"), 2)
    text_zh = text(_("Text (Chinese)"), 2)

    class Meta:
        model = Duty
        fields = (
            "code", "name_en", "name_zh", "period", "starts_on", "evidence", "owner", "text_en",
            "text_zh", "order", "is_active",
        )  # fmt: skip
        labels = NAME_LABELS

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.fields["evidence"].choices = [  # type: ignore[attr-defined]
            ("", _("somebody says so")), *HAPPENS.items(),
        ]  # fmt: skip

    def choices(self) -> dict[str, Any]:
        return {"owner": Person.objects.order_by("code")}


class DutyDoneForm(forms.Form):
    on = day(_("Day"))
    note = forms.CharField(label=_("Note"), max_length=300, required=False)
