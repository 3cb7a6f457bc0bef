"""Governance: evaluations, reviews of management, changes, risks, training, inspections."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db.models import Model, Q
from django.utils.translation import gettext_lazy as _

from governance.models import (
    Acknowledgement,
    AgendaItem,
    BcmsRecord,
    Change,
    DutyDone,
    Evaluation,
    HealthSnapshot,
    Inspection,
    InspectionResult,
    LevelAssessment,
    ManagementReview,
    ReviewDecision,
    Risk,
    Standing,
    Strategy,
    TrainingRecord,
)
from reports.evidence.pack import Pack
from reports.evidence.tables import Dataset, person, table_of


def _plain(names: str) -> dict[str, Any]:
    return {name: name for name in names.split()}


def _all(model: type[Model], *order: str) -> Any:
    return lambda pack: model._default_manager.order_by(*order)


def _of_systems(model: type[Model]) -> Any:
    return lambda pack: model._default_manager.filter(pack.among("system", "system")).order_by(
        "code"
    )


def _day(pack: Pack, at: datetime) -> date:
    """Where the organisation is."""
    return at.astimezone(pack.zone).date()


def _inspected(pack: Pack) -> Q:
    return Q(inspection__day__gte=_day(pack, pack.since), inspection__day__lte=_day(pack, pack.at))


def _set(
    name: str, what: Any, model: type[Model], rows: Any, columns: dict[str, Any],
    permission: str = "governance.view",
) -> Dataset:  # fmt: skip
    return Dataset(name, what, permission, rows, columns, table_of(model))


DATASETS = (
    _set("evaluations", _("Evaluations against checklist, maturity and clauses, with digests"),
         Evaluation,
         lambda pack: Evaluation.objects.filter(pack.within("at")).order_by("at", "pk"),
         {"code": "code", "framework": "framework__code", "by": person("by"),
          **_plain("at note level score share digest")}),
    _set("standings", _("What was said of each requirement: applicable, decided, why"), Standing,
         _all(Standing, "requirement__framework__code", "requirement__number"),
         {"framework": "requirement__framework__code", "requirement": "requirement__number",
          "owner": "owner__name", "decided_by": person("decided_by"),
          **_plain("applicable because decided comment next_review decided_at")}),
    _set("programme_health", _("Programme health, day by day"), HealthSnapshot,
         lambda pack: HealthSnapshot.objects.filter(pack.within("at")).order_by("day", "pk"),
         _plain("day at value band caps indicators")),
    _set("management_reviews", _("Management reviews with minutes and digest"), ManagementReview,
         _all(ManagementReview, "code"),
         {**_plain("code title period_from period_until planned_on state held_at minutes next_on "
                   "submitted_at approved_at digest"),
          "chair": "chair__name", "secretary": "secretary__name",
          "submitted_by": person("submitted_by"), "approved_by": person("approved_by")}),
    _set("review_agenda", _("Agenda of management reviews with the data shown"), AgendaItem,
         _all(AgendaItem, "review__code", "order", "pk"),
         {"review": "review__code", **_plain("order key title data discussion")}),
    _set("review_decisions", _("Decisions of management reviews and the actions they became"),
         ReviewDecision, _all(ReviewDecision, "review__code", "order", "pk"),
         {"review": "review__code", "owner": "owner__name", "action": "action__code",
          **_plain("order kind text due_on")}),
    _set("changes", _("Changes, judged before and followed up"), Change, _all(Change, "code"),
         {**_plain("code title state external_ref planned_start planned_end likelihood impact "
                   "is_major rollback decision_reason assessed_at decided_at implemented_at "
                   "result followed_up"),
          "owner": "owner__name", "requested_by": person("requested_by"),
          "assessed_by": person("assessed_by"), "decided_by": person("decided_by"),
          "implemented_by": person("implemented_by")}),
    _set("risks", _("Risks with treatment, what is left, and who accepted it"), Risk,
         _all(Risk, "code"),
         {**_plain("code title text threat likelihood impact treatment measures left_likelihood "
                   "left_impact next_review state reason decided_at"),
          "owner": "owner__name", "decided_by": person("decided_by"), "change": "change__code"}),
    _set("training", _("Training records: who passed what, and until when it is valid"),
         TrainingRecord, _all(TrainingRecord, "course__code", "on", "pk"),
         {"course": "course__code", "session": "session__code", "person": "person__name",
          "recorded_by": person("recorded_by"),
          **_plain("on score passed valid_until certificate")}, "training.view"),
    _set("inspections", _("Inspection rounds of the period"), Inspection,
         lambda pack: Inspection.objects.filter(
             day__gte=_day(pack, pack.since), day__lte=_day(pack, pack.at)).order_by("day", "pk"),
         {"code": "code", "list": "list__code", "by": person("by"),
          **_plain("day state finished_at note")}),
    _set("inspection_results", _("What each point of an inspection showed"), InspectionResult,
         lambda pack: InspectionResult.objects.filter(_inspected(pack)).order_by(
             "inspection__code", "pk"),
         {"inspection": "inspection__code", "point_en": "point__text_en",
          "point_zh": "point__text_zh", "action": "action__code",
          "incident": "incident__number", **_plain("outcome value note")}),
    _set("levels", _("Recovery levels: what a system needs and what it has"), LevelAssessment,
         _of_systems(LevelAssessment),
         {"code": "code", "system": "system__code", "catalogue": "catalogue__code",
          "confirmed_by": person("confirmed_by"),
          **_plain("state assessed_on needed achieved confirmed_at note")}),
    _set("strategies", _("Recovery strategies and who approved them"), Strategy,
         _of_systems(Strategy),
         {"code": "code", "system": "system__code", "architecture": "architecture__code",
          "proposed_by": person("proposed_by"), "approved_by": person("approved_by"),
          **_plain("level rto_s rpo_s annual_cost automatic reason state approved_at "
                   "decision_reason")}),
    _set("documents", _("Documents of the management system, with edition and approval"),
         BcmsRecord, _all(BcmsRecord, "code"),
         {**_plain("code kind title state edition due_on held_on result next_review must_be_read "
                   "submitted_at approved_at"),
          "owner": "owner__name", "submitted_by": person("submitted_by"),
          "approved_by": person("approved_by")}),
    _set("acknowledgements", _("“Read and understood”: documents of the management system"),
         Acknowledgement,
         lambda pack: Acknowledgement.objects.filter(pack.within("at")).order_by("at", "pk"),
         {"document": "record__code", "edition": "edition", "person": "person__name", "at": "at"}),
    _set("duties", _("Duties of the programme that were done"), DutyDone,
         lambda pack: DutyDone.objects.filter(pack.within("at")).order_by("on", "pk"),
         {"duty": "duty__code", "by": person("by"), **_plain("on note at")}),
)  # fmt: skip
