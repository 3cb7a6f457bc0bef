"""Incidents, their impacts, people, card, timeline, reports, reviews; see each module."""

from incidents.models.card import CheckRun, StepRun
from incidents.models.communication import (
    NEED_APPROVAL,
    OUTSIDE,
    Audience,
    CommsMessage,
    CommsTemplate,
    Decision,
    SituationReport,
)
from incidents.models.grading import ChangeKind, EscalationStep, GradeChange, GradeProposal
from incidents.models.impact import Impact
from incidents.models.incident import (
    IN_RESPONSE,
    NOT_COUNTED,
    OPEN,
    Category,
    Confidentiality,
    Incident,
    IncidentSystem,
    Mode,
    Origin,
    Precision,
    Status,
)
from incidents.models.links import IncidentRelation, SourceSystem
from incidents.models.merger import Merger
from incidents.models.monitoring import MonitoringAlert, MonitoringSource
from incidents.models.people import (
    SINGLE,
    Contact,
    ContactAttempt,
    ContactMethod,
    ContactResult,
    ContactState,
    IncidentRole,
    RoleAssignment,
)
from incidents.models.review import DIMENSIONS, MeasuredImpact, PlanVerdict, Review
from incidents.models.settings import IncidentSettings
from incidents.models.timeline import Attachment, EventPin, IncidentEntry, Visibility

__all__ = [
    "DIMENSIONS",
    "IN_RESPONSE",
    "NEED_APPROVAL",
    "NOT_COUNTED",
    "OPEN",
    "OUTSIDE",
    "SINGLE",
    "Attachment",
    "Audience",
    "Category",
    "ChangeKind",
    "CheckRun",
    "CommsMessage",
    "CommsTemplate",
    "Confidentiality",
    "Contact",
    "ContactAttempt",
    "ContactMethod",
    "ContactResult",
    "ContactState",
    "Decision",
    "EscalationStep",
    "EventPin",
    "GradeChange",
    "GradeProposal",
    "Impact",
    "Incident",
    "IncidentEntry",
    "IncidentRelation",
    "IncidentRole",
    "IncidentSettings",
    "IncidentSystem",
    "MeasuredImpact",
    "Merger",
    "Mode",
    "MonitoringAlert",
    "MonitoringSource",
    "Origin",
    "PlanVerdict",
    "Precision",
    "Review",
    "RoleAssignment",
    "SituationReport",
    "SourceSystem",
    "Status",
    "StepRun",
    "Visibility",
]
