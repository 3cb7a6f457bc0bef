"""The organisation's rules."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.forms.choices import WEEKDAYS, language_choices, zone_choices
from accounts.models import Organisation


class OrganisationForm(forms.ModelForm):  # type: ignore[type-arg]
    version = forms.IntegerField(widget=forms.HiddenInput)
    timezone = forms.ChoiceField(
        choices=zone_choices,
        label=_("Time zone"),
    )
    language = forms.ChoiceField(
        choices=language_choices,
        label=_("Language"),
    )
    working_days = forms.TypedMultipleChoiceField(
        choices=WEEKDAYS,
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        label=_("Working days"),
    )

    class Meta:
        model = Organisation
        fields = (
            "name",
            "currency",
            "timezone",
            "language",
            "working_days",
            "mtd_policy",
            "mtd_threshold",
            "default_min_margin",
            "life_safety_min_margin",
            "review_interval_months",
            "review_warning_days",
            "measurement_validity_days",
        )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.initial["version"] = self.instance.version

    def _post_clean(self) -> None:
        """The service writes and validates; the form's copy of the row stays as it was read."""
