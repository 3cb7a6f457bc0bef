"""Which incidents the metrics are about."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from bia.models import System
from incidents.models import Category
from incidents.services.metrics import Wanted, days_of, last_year, start_of
from plans.models import IncidentGrade

# No incident is older than this.
FIRST_YEAR = 1970


class MetricsForm(forms.Form):
    """The twelve months until today without anything chosen."""

    since = forms.DateField(
        label=_("From"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    until = forms.DateField(
        label=_("Until"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
    )
    grade = forms.ModelChoiceField(
        IncidentGrade.objects.order_by("severity"), label=_("Grade (the worst it had)"),
        required=False, to_field_name="code", empty_label=_("All grades"),
    )  # fmt: skip
    system = forms.ModelChoiceField(
        System.objects.none(), label=_("System"), required=False, to_field_name="code",
        empty_label=_("All systems"),
    )  # fmt: skip
    category = forms.ChoiceField(
        label=_("Category"), required=False, choices=[("", _("All categories")), *Category.choices]
    )

    def __init__(self, *args: Any, user: User, now: datetime, **options: Any):
        super().__init__(*args, **options)
        self.now = now
        systems: Any = self.fields["system"]
        systems.queryset = System.objects.visible_to(user).order_by("name")

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        since, until = data.get("since"), data.get("until")
        for name, day in (("since", since), ("until", until)):
            if day and day.year < FIRST_YEAR:
                self.add_error(name, _("This lies too far in the past."))
        if since and until and until < since:
            self.add_error("until", _("The period ends before it begins."))
        return data

    @property
    def wanted(self) -> Wanted:
        """Days are whole days where the organisation is; a future end is cut to now."""
        data = self.cleaned_data if self.is_valid() else {}
        zone = ZoneInfo(Organisation.current().timezone)
        since, until = last_year(self.now)
        # A day of the year 9999 has no day after it.
        latest = self.now.date() + timedelta(days=2)
        if data.get("until"):
            until = start_of(min(data["until"], latest) + timedelta(days=1), zone)
        if data.get("since"):
            since = start_of(min(data["since"], latest), zone)
        elif data.get("until"):
            since = last_year(until)[0]
        grade, system = data.get("grade"), data.get("system")
        return Wanted(
            since=since,
            until=max(min(until, self.now), since),
            grade=grade.code if grade else "",
            system=system.code if system else "",
            category=data.get("category") or "",
        )

    @property
    def days(self) -> Any:
        return days_of(self.wanted)
