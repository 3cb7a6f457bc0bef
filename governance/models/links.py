"""History of the tables between two sides of a ManyToManyField."""

from __future__ import annotations

from governance.models.change import Change
from governance.models.investment import CaseClass, InvestmentCase
from governance.models.levels import Strategy
from governance.models.review import ManagementReview
from governance.models.risk import Risk
from governance.models.training import TrainingSession
from lib.history import tracked_link


@tracked_link()
class StrategyAssessment(Strategy.assessments.through):  # type: ignore[name-defined,misc]
    class Meta:
        proxy = True


@tracked_link()
class InvestmentCaseAssessment(InvestmentCase.assessments.through):  # type: ignore[name-defined,misc]
    class Meta:
        proxy = True


@tracked_link()
class CaseClassSystem(CaseClass.systems.through):  # type: ignore[name-defined,misc]
    class Meta:
        proxy = True


@tracked_link()
class ManagementReviewPerson(ManagementReview.participants.through):  # type: ignore[name-defined,misc]
    class Meta:
        proxy = True


@tracked_link()
class ChangeSystem(Change.systems.through):  # type: ignore[name-defined,misc]
    class Meta:
        proxy = True


@tracked_link()
class ChangeProcess(Change.processes.through):  # type: ignore[name-defined,misc]
    class Meta:
        proxy = True


@tracked_link()
class RiskProcess(Risk.processes.through):  # type: ignore[name-defined,misc]
    class Meta:
        proxy = True


@tracked_link()
class RiskSystem(Risk.systems.through):  # type: ignore[name-defined,misc]
    class Meta:
        proxy = True


@tracked_link()
class TrainingSessionPerson(TrainingSession.people.through):  # type: ignore[name-defined,misc]
    class Meta:
        proxy = True
