"""The settings of governance."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from governance.models import GovernanceSettings
from governance.services.governance_settings import WEIGHTS

BANDS = ("green_from", "amber_from")
REMINDING = ("remind_days",)
NAMES = (*WEIGHTS, *BANDS, *REMINDING)


class GovernanceSettingsForm(forms.ModelForm):  # type: ignore[type-arg]
    """The service writes and validates."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = GovernanceSettings
        fields = NAMES
        labels = {
            "weight_bia": _("BIA coverage and freshness"),
            "weight_plans": _("Plans exist and are current"),
            "weight_gaps": _("Recovery gaps closed"),
            "weight_drills": _("Exercise compliance"),
            "weight_backups": _("Backup compliance"),
            "weight_actions": _("Actions on time"),
            "weight_training": _("Training of the teams"),
            "green_from": _("Green from"), "amber_from": _("Amber from"),
            "remind_days": _("Reminded before, days"),
        }  # fmt: skip
        help_texts = {
            "green_from": _("From 0 to 100."),
            "remind_days": _("Reviews, documents and proofs of training that end."),
        }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version

    def given(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in NAMES}

    def _post_clean(self) -> None:
        """The service writes and validates."""
