"""What the recovery order is asked for: teams, time to decide, priority, preference."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from bia.domain.graph.recovery import MOST_TEAMS
from lib.durations import MAX_SECONDS
from lib.fields import DurationField

TEAMS = 2
"""A small operations department: one pair of hands beside the first."""


class RecoveryForm(forms.Form):
    """GET parameters; whoever opens the page without any gets two teams."""

    teams = forms.IntegerField(
        label=_("Teams"),
        required=False,
        min_value=1,
        max_value=MOST_TEAMS,
        help_text=_("Empty: as many as are wanted."),
    )
    decision_s = DurationField(
        label=_("Time to decide"),
        required=False,
        max_s=MAX_SECONDS,
        help_text=_("Until restoring starts, for example 20 min."),
    )
    priority = forms.ChoiceField(
        label=_("First comes"),
        required=False,
        choices=[("latest_finish", _("what is needed soonest")), ("code", _("the smallest code"))],
    )
    prefer = forms.ChoiceField(
        label=_("If due dates are kept alike"),
        required=False,
        choices=[("end", _("prefer an early end")), ("loss", _("prefer less loss"))],
    )

    @classmethod
    def asked(cls, params: Any) -> RecoveryForm:
        known = {name for name in cls.base_fields if name in params}
        return cls(params if known else {"teams": TEAMS})

    @property
    def wanted(self) -> dict[str, Any]:
        """Keyword arguments of `bia.analysis.recovery_order.planned`."""
        values = self.cleaned_data
        return {
            "teams": values["teams"],
            "decision_s": values["decision_s"] or 0,
            "priority": values["priority"] or "latest_finish",
            "prefer": values["prefer"] or "end",
        }
