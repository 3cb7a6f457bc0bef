"""The form of a grade of incidents."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from lib.fields import DurationField
from plans.models import IncidentGrade, ResponseRole, RoleKind

COLOURS = (
    ("red", _("Red")),
    ("orange", _("Orange")),
    ("yellow", _("Yellow")),
    ("blue", _("Blue")),
    ("green", _("Green")),
    ("gray", _("Grey")),
)


class GradeForm(forms.ModelForm):  # type: ignore[type-arg]
    """The service writes and validates; code and severity stay."""

    version = forms.IntegerField(widget=forms.HiddenInput, required=False)
    response_s = DurationField(label=_("Response within"), help_text=_("0 min means immediately."))
    alarm_s = DurationField(
        label=_("Alarm after"),
        required=False,
        help_text=_("When silence alarms; needed where the response is immediate."),
    )
    wait_s = DurationField(
        label=_("Wait between levels"),
        help_text=_("How long the next level of escalation waits."),
    )
    colour = forms.ChoiceField(label=_("Colour"), choices=COLOURS)

    class Meta:
        model = IncidentGrade
        fields = (
            *("name_en", "name_zh", "definition_en", "definition_zh", "scope_en", "scope_zh"),
            *("response_s", "alarm_s", "wait_s", "decision_role", "colour"),
        )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["version"] = self.instance.version
        role: Any = self.fields["decision_role"]
        role.queryset = ResponseRole.objects.filter(kind=RoleKind.DECISION.value, is_active=True)

    def _post_clean(self) -> None:
        """The service validates the row; a form never changes it."""
