"""What is asked at each step of a drill (drills/step_pages.py)."""

from __future__ import annotations

from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _

from drills.forms.drill import LOCAL
from drills.forms.msel import TypedMoment
from drills.models import Drill
from incidents.forms.declare import local_instant
from incidents.once import KeyField

REASON = 300


class StepForm(forms.Form):
    """`drill` is what it is about."""

    key = KeyField()

    def __init__(self, *args: Any, drill: Drill, **options: Any) -> None:
        self.drill = drill
        super().__init__(*args, **options)


class TimedForm(StepForm):
    """The time stands below what is asked first."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["at"] = local_instant(
            label=_("When"), help_text=_("In your time zone; left empty: now.")
        )


def reason(**options: Any) -> forms.CharField:
    return forms.CharField(
        label=_("Reason"), max_length=REASON, widget=forms.Textarea({"rows": 2}), **options
    )


class StartForm(TimedForm):
    reason = reason(
        required=False, help_text=_("Needed only when it starts much earlier than planned.")
    )


class PauseForm(TimedForm):
    reason = reason(help_text=_("Everybody reads it."))


class EndForm(TimedForm):
    reason = forms.CharField(
        label=_("Remark"), max_length=REASON, widget=forms.Textarea({"rows": 2}), required=False
    )


class ReasonForm(StepForm):
    reason = reason()


class WithdrawForm(StepForm):
    reason = reason(required=False)


class DatesForm(StepForm):
    """Times of the drill's own zone; empty ones are not asked for."""

    needed = True

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        zone = _("Time zone: %(zone)s.") % {"zone": self.drill.timezone}
        self.fields["planned_start"] = TypedMoment(
            label=_("Begins"), required=self.needed, help_text=zone
        )
        self.fields["planned_end"] = TypedMoment(
            label=_("Ends"), required=False, help_text=_("Left empty: as long as before.")
        )

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        for name in ("planned_start", "planned_end"):
            if values.get(name):
                values[name] = values[name].replace(tzinfo=ZoneInfo(self.drill.timezone))
        return values


class PostponeForm(DatesForm):
    needed = False
    reason = reason()
    field_order = ["reason"]


class CopyForm(DatesForm):
    title = forms.CharField(label=_("Title"), max_length=200)
    field_order = ["title"]


class ExtendForm(StepForm):
    """It still runs: until when?"""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        local = self.drill.planned_end.astimezone(ZoneInfo(self.drill.timezone))
        self.fields["planned_end"] = TypedMoment(
            label=_("Planned end"), initial=local.strftime(LOCAL),
            help_text=_("Time zone: %(zone)s.") % {"zone": self.drill.timezone},
        )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        if values.get("planned_end"):
            zone = ZoneInfo(self.drill.timezone)
            values["planned_end"] = values["planned_end"].replace(tzinfo=zone)
        return values
