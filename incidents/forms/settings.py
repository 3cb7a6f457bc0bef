"""How this organisation runs its incidents."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from incidents.models import IncidentSettings
from lib.fields import DurationField, MoneyField
from plans.models import IncidentGrade

GRADING = ("dwell_s", "alone_after_s")
RUNNING = ("cancel_free_s", "break_glass_after_s", "no_change_most")
ENDING = ("reopen_within_s", "unmerge_within_s", "workaround_counts", "availability_target")
LOSS = "loss_"


class IncidentSettingsForm(forms.ModelForm):  # type: ignore[type-arg]
    """The service writes and validates. Each grade but the mildest has an amount of its own."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    regions = forms.CharField(
        label=_("Regions"), required=False, widget=forms.Textarea({"rows": 5}),
        help_text=_("One a line: what is offered where a scope is entered."),
    )  # fmt: skip
    reopen_within_s = DurationField(
        label=_("May be reopened within"),
        help_text=_("After the restoration; later it is a new incident that recalls the old one."),
    )
    unmerge_within_s = DurationField(label=_("May be unmerged within"))
    dwell_s = DurationField(
        label=_("Rest between grades before going down"),
        help_text=_("Going up is always possible at once."),
    )
    alone_after_s = DurationField(label=_("Commander goes down alone after silence of"))
    cancel_free_s = DurationField(label=_("Cancelled without a second person within"))
    break_glass_after_s = DurationField(label=_("Anybody may take command after"))

    class Meta:
        model = IncidentSettings
        fields = ("regions", *GRADING, *RUNNING, *ENDING)
        help_texts = {
            "no_change_most": _("The one after needs words."),
            "workaround_counts": _(
                "Otherwise the RTO is met only by the recovery itself; a workaround is measured "
                "beside it."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version
        target = self.instance.availability_target.normalize()
        self.initial["availability_target"] = f"{target:f}"
        self.initial["regions"] = "\n".join(self.instance.regions)
        stored = {one["grade"]: one["amount"] for one in self.instance.loss_grades}
        currency = Organisation.current().currency
        self.loss_names = []
        for grade in list(IncidentGrade.objects.order_by("severity"))[:-1]:
            name = f"{LOSS}{grade.code}"
            self.loss_names.append(name)
            label = _("At least grade %(grade)s from a loss of") % {"grade": grade.code}
            self.fields[name] = MoneyField(label=label, required=False, currency=currency)
            if grade.code in stored:
                self.initial[name] = Decimal(stored[grade.code])

    def clean_regions(self) -> list[str]:
        return self.cleaned_data["regions"].splitlines()

    def given(self) -> dict[str, Any]:
        """What the service takes."""
        values = {name: self.cleaned_data[name] for name in self.Meta.fields}
        values["loss_grades"] = [
            {"grade": name.removeprefix(LOSS), "amount": str(self.cleaned_data[name])}
            for name in self.loss_names
            if self.cleaned_data.get(name) is not None
        ]
        return values

    def _post_clean(self) -> None:
        """The service writes and validates."""
