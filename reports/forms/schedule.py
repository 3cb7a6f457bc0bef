"""A schedule: what is made, when, as of when, and for whom."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from lib.fields import NamedRowsField
from reports.forms.choices import format_field, variant_field
from reports.kinds import KINDS
from reports.models import AsOfRule, ReportSchedule, ScheduleEvery


class ScheduleForm(forms.Form):
    """Has only the fields its `kind` takes, as the form of a report."""

    name = forms.CharField(label=_("Name"), max_length=120, help_text=_("The mail's subject."))
    every = forms.ChoiceField(label=_("How often"), choices=ScheduleEvery.choices)
    starts_on = forms.DateField(
        label=_("First on"),
        widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Then on this weekday, or this day of the month; its last day where it has no such day."),  # noqa: E501
    )  # fmt: skip
    at_time = forms.TimeField(
        label=_("At"),
        widget=forms.TimeInput(attrs={"type": "time"}),
        help_text=_("Time of the organisation."),
    )
    as_of_rule = forms.ChoiceField(label=_("As of"), choices=AsOfRule.choices)
    language = forms.ChoiceField(
        label=_("Language"),
        required=False,
        choices=[("", _("Each recipient's own")), *settings.LANGUAGES],
    )
    recipients = NamedRowsField(
        label=_("Recipients"),
        queryset=User.objects.none(),
        required=False,
        to_field_name="username",
        help_text=_("It goes only to those who may see this report and as much as you do; that is asked anew each time."),  # noqa: E501
    )  # fmt: skip
    active = forms.BooleanField(label=_("Active"), required=False, initial=True)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, kind: str, user: User, now: datetime, **options: Any):
        super().__init__(*args, **options)
        self.kind = kind
        known = KINDS[kind]
        self.filters = {one.name: one for one in known.filters}
        self.fields["format"] = format_field(known)
        if len(known.variants) > 1:
            self.fields["variant"] = variant_field(known)
        recipients: Any = self.fields["recipients"]
        recipients.queryset = User.objects.filter(is_active=True, is_service=False).order_by("name")
        recipients.label_from_instance = lambda one: f"{one} · {one.username}"
        for one in known.filters:
            self.fields[one.name] = one.form_field(user)

    def filter_fields(self) -> list[tuple[Any, int]]:
        return [(self[name], one.columns) for name, one in self.filters.items()]

    @classmethod
    def initial_of(cls, schedule: ReportSchedule) -> dict[str, Any]:
        names = ("name", "every", "starts_on", "at_time", "as_of_rule", "language", "active")
        more = ("version", "format", "variant")
        found = {name: getattr(schedule, name) for name in (*names, *more)}
        known = {one.name: one for one in KINDS[schedule.kind].filters}
        found |= {
            name: known[name].to_form(value)
            for name, value in schedule.filters.items()
            if name in known
        }
        return found | {"recipients": [one.username for one in schedule.recipients.all()]}

    def request(self) -> dict[str, Any]:
        """What `create_schedule` takes, but for who and when."""
        data = self.cleaned_data
        names = ("name", "every", "starts_on", "at_time", "as_of_rule", "language", "active")
        filters = {name: one.from_form(data[name]) for name, one in self.filters.items()}
        is_pdf = data["format"] == "pdf"
        return {name: data[name] for name in names} | {
            "kind": self.kind,
            "format": data["format"],
            "variant": (data.get("variant") or "reading") if is_pdf else "reading",
            "filters": {name: value for name, value in filters.items() if value is not None},
            "recipients": list(data["recipients"]),
        }
