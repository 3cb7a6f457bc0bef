"""How this organisation holds its drills."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from drills.models import DrillSettings
from lib.fields import DurationField, MoneyField

COUNTING = ("handled_percent", "valid_days")
SCORING = (
    "rated_percent", "weight_technical", "weight_process", "weight_business",
    "complaints_tolerated", "loss_tolerated",
)  # fmt: skip
SEASON = ("low_season_after_days", "low_season_days", "low_season_from")
RUNNING = ("start_early_s", "ask_after_s", "pause_after_s")
AFTERWARDS = ("hot_wash_s", "draft_days", "approval_days")
NAMES = (*COUNTING, *SCORING, *SEASON, *RUNNING, *AFTERWARDS)


class DrillSettingsForm(forms.ModelForm):  # type: ignore[type-arg]
    """The service writes and validates."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    start_early_s = DurationField(
        label=_("May start early by"), help_text=_("Earlier than that needs a reason.")
    )
    ask_after_s = DurationField(
        label=_("Controllers are asked after the planned end by"),
        help_text=_("Whether the drill is over."),
    )
    pause_after_s = DurationField(
        label=_("Paused by itself after the planned end by"),
        help_text=_("A drill left running is never ended by itself."),
    )
    hot_wash_s = DurationField(label=_("Hot wash stays open for"))
    loss_tolerated = MoneyField(label=_("Loss tolerated"), required=False)

    class Meta:
        model = DrillSettings
        fields = NAMES
        help_texts = {
            "handled_percent": _("Below it a drill meets no slot of the programme."),
            "valid_days": _("Older drills prove nothing any more in the coverage matrix."),
            "rated_percent": _("Below it there is no total."),
            "low_season_from": _(
                "Such as 03-01, where your low season does not follow the Spring Festival."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any):
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version
        money: Any = self.fields["loss_tolerated"]
        money.currency = Organisation.current().currency

    def given(self) -> dict[str, Any]:
        return {name: self.cleaned_data[name] for name in NAMES}

    def _post_clean(self) -> None:
        """The service writes and validates."""
