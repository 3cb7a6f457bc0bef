"""What is asked at each step of an incident (incidents/step_pages.py)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from incidents.domain.times import ORDER
from incidents.forms.declare import local_instant
from incidents.models import CheckRun, Impact, Incident, Precision
from incidents.once import KeyField
from incidents.services.guards import verification_of
from incidents.services.instant_order import NAMES

LONGEST = 500


def line(**options: Any) -> forms.CharField:
    return forms.CharField(max_length=LONGEST, widget=forms.Textarea({"rows": 2}), **options)


def when() -> forms.DateTimeField:
    return local_instant(label=_("When"), help_text=_("In your time zone; left empty: now."))


class Marks(forms.ModelMultipleChoiceField):
    """Boxes to tick, one for each impact."""

    def __init__(self, **options: Any) -> None:
        super().__init__(Impact.objects.none(), widget=forms.CheckboxSelectMultiple, **options)

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.process)


class StepForm(forms.Form):
    """`incident` is what it is about; the time stands below what is asked first."""

    def __init__(self, *args: Any, incident: Incident, **options: Any) -> None:
        super().__init__(*args, **options)
        self.incident = incident
        self.fields["at"] = when()


class NoteForm(StepForm):
    note = line(label=_("Remark"), required=False)


class ReasonForm(StepForm):
    reason = line(label=_("Reason"))


class RestoreForm(StepForm):
    ended = Marks(
        label=_("Works again"),
        required=False,
        help_text=_("Leave out what is still affected: it stays open until it is ended."),
    )

    def __init__(self, *args: Any, incident: Incident, **options: Any) -> None:
        super().__init__(*args, incident=incident, **options)
        rows = incident.impacts.open().select_related("process")
        if not rows:
            del self.fields["ended"]
            return
        field: Any = self.fields["ended"]
        field.queryset = rows
        field.initial = [one.pk for one in rows]

    def remaining(self) -> list[Impact]:
        """Open impacts that were not ticked."""
        ended = {one.pk for one in self.cleaned_data.get("ended", ())}
        rows = self.incident.impacts.open().select_related("process")
        return [one for one in rows if one.pk not in ended]


class VerifyForm(StepForm):
    traffic_percent = forms.IntegerField(
        label=_("Traffic let back, %"), initial=100, min_value=1, max_value=100
    )


class Checks(forms.ModelChoiceField):
    def label_from_instance(self, obj: Any) -> str:
        return str(obj)


class FailForm(StepForm):
    check = Checks(
        CheckRun.objects.none(), label=_("Which check failed?"), widget=forms.RadioSelect,
        empty_label=None,
    )  # fmt: skip
    impacts = Marks(label=_("Down again"), required=False)
    reason = line(label=_("What does not work?"))

    def __init__(self, *args: Any, incident: Incident, **options: Any) -> None:
        super().__init__(*args, incident=incident, **options)
        step = verification_of(incident)
        boxes: Any = self.fields["check"]
        boxes.queryset = step.checks.all() if step is not None else CheckRun.objects.none()
        if not boxes.queryset.exists():
            del self.fields["check"]
        rows = incident.impacts.select_related("process")
        marks: Any = self.fields["impacts"]
        marks.queryset = rows
        marks.initial = [one.pk for one in rows]
        if not rows:
            del self.fields["impacts"]


class CancelForm(StepForm):
    """Of a second person no reason is asked: the first has given it."""

    reason = line(label=_("Why was it a false alarm?"))

    def __init__(
        self, *args: Any, incident: Incident, is_second: bool = False, **options: Any
    ) -> None:
        super().__init__(*args, incident=incident, **options)
        if is_second:
            self.fields["reason"].required = False
            self.fields["reason"].label = _("Remark")


class ReopenForm(StepForm):
    same_cause = forms.TypedChoiceField(
        label=_("Is it the same cause?"),
        coerce=lambda text: text == "yes",
        choices=[
            ("yes", _("Yes: this incident goes on")),
            ("no", _("No, or nobody knows: a new incident")),
        ],
        initial="yes",
        widget=forms.RadioSelect,
    )
    reason = line(label=_("What is down again?"))


class RecurForm(StepForm):
    """A double tap declares one incident."""

    key = KeyField()
    title = forms.CharField(label=_("What is wrong?"), max_length=200)

    def __init__(self, *args: Any, incident: Incident, **options: Any) -> None:
        super().__init__(*args, incident=incident, **options)
        self.fields["title"].initial = incident.title


class TimesForm(forms.Form):
    """Every instant that has happened, as it stands. `occurred_precision` says how sure the
    beginning is."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    occurred_precision = forms.ChoiceField(
        label=_("How sure is the beginning?"), choices=Precision.choices
    )
    reason = line(
        label=_("Reason"),
        required=False,
        help_text=_("Needed once it was verified, and for times out of order."),
    )

    def __init__(self, *args: Any, incident: Incident, **options: Any) -> None:
        values = {name: getattr(incident, name) for name in ORDER}
        initial = values | {
            "version": incident.version,
            "occurred_precision": incident.occurred_precision,
        }
        super().__init__(*args, **({"initial": initial} | options))
        known = [name for name in ORDER if values[name] is not None]
        for name in known:
            self.fields[name] = second(name)
        self.order_fields(["version", *known, "occurred_precision", "reason"])
        self.known = known

    def instants(self, incident: Incident) -> dict[str, datetime]:
        """What was changed, to the second; a field left empty stays."""
        given = {name: self.cleaned_data.get(name) for name in self.known}
        return {
            name: at
            for name, at in given.items()
            if at is not None and at != getattr(incident, name).replace(microsecond=0)
        }


def second(name: str) -> forms.DateTimeField:
    widget = forms.DateTimeInput(
        {"type": "datetime-local", "step": "1"}, format="%Y-%m-%dT%H:%M:%S"
    )
    return forms.DateTimeField(label=NAMES[name], required=False, widget=widget)
