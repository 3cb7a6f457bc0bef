"""Choices that stand within a model, under names the API's description can be told of."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bia.models import Importance
from incidents.models import (
    CheckRun,
    CommsMessage,
    EscalationStep,
    IncidentSystem,
    MonitoringSource,
    Review,
    StepRun,
)

EXTENTS = IncidentSystem.Extent.choices
STEP_STATES = StepRun.State.choices
BOX_STATES = CheckRun.State.choices
ESCALATION_STATES = EscalationStep.State.choices
MESSAGE_STATES = CommsMessage.State.choices
REVIEW_STATES = Review.State.choices
MONITORING_KINDS = MonitoringSource.Kind.choices
IMPORTANCES = (*Importance.choices, ("unknown", _("Not known yet")))
