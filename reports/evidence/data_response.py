"""Incidents, drills, what they measured and found, and the corrective actions with re-tests."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from drills.models import CriterionResult, Drill, DrillFinding, DrillSlot, MeasuredTime
from followup.models import CorrectiveAction, Evidence, Postponement, Retest
from incidents.models import Decision, Impact, Incident, SituationReport
from reports.evidence.pack import Pack
from reports.evidence.tables import Dataset, person, table_of

INSTANTS = (
    "occurred_at", "detected_at", "declared_at", "acknowledged_at", "assessed_at",
    "workaround_at", "restored_at", "verified_at", "closed_at", "cancelled_at",
)  # fmt: skip


def of_the_period(pack: Pack) -> Q:
    """Declared by the pack's instant and not closed before the period."""
    over = Q(closed_at__isnull=True) | Q(closed_at__gt=pack.since)
    gone = Q(cancelled_at__isnull=False, cancelled_at__lte=pack.since)
    return pack.among("incident", "pk") & Q(declared_at__lte=pack.at) & over & ~gone


def held(pack: Pack) -> Q:
    """Planned or held in the period."""
    return pack.among("drill", "pk") & Q(planned_start__gt=pack.since, planned_start__lte=pack.at)


def _real(pack: Pack) -> Q:
    rows = Incident.objects.real().filter(of_the_period(pack))
    return Q(incident__in=rows.order_by().values("pk"))


def _of_drills(pack: Pack, path: str) -> Q:
    return Q(**{f"{path}__in": Drill.objects.filter(held(pack)).order_by().values("pk")})


INCIDENTS = Dataset(
    "incidents",
    _("Incidents of the period with their instants; their course stands in timelines/"),
    "incident.view",
    lambda pack: Incident.objects.real().filter(of_the_period(pack)).order_by("number"),
    {name: name for name in ("number", "title", "status", "category", "confidentiality",
                             "planned_maintenance", *INSTANTS, "reopened_count", "seq",
                             "last_digest")}
    | {"grade": "grade__code", "worst_grade": "worst_grade__code",
       "declared_by": person("declared_by")},
    table_of(Incident),
)  # fmt: skip
IMPACTS = Dataset(
    "impacts",
    _("What incidents did to processes, against RTO, RPO and MTD"),
    "incident.view",
    lambda pack: Impact.objects.filter(_real(pack)).order_by("incident__number", "pk"),
    {"incident": "incident__number", "process": "process__code", "system": "system__code",
     **{name: name for name in ("kind", "start_at", "end_at", "rto_s", "rpo_s", "mtd_s",
                                "achieved_rto_s", "achieved_rpo_s", "no_data_lost",
                                "estimated_loss", "actual_loss", "currency", "bia_version")}},
    table_of(Impact),
)  # fmt: skip
SITUATIONS = Dataset(
    "situation_reports",
    _("Situation reports: due, given, by whom"),
    "incident.view",
    lambda pack: SituationReport.objects.filter(_real(pack)).order_by("incident__number", "number"),
    {"incident": "incident__number", "by": person("by"),
     **{name: name for name in ("number", "due_at", "submitted_at", "no_change")}},
    table_of(SituationReport),
)  # fmt: skip
DECISIONS = Dataset(
    "decisions",
    _("Decisions in incidents: question, choice, reason, who decided"),
    "incident.view",
    lambda pack: Decision.objects.filter(_real(pack)).order_by("incident__number", "at", "pk"),
    {"incident": "incident__number", "by": person("by"), "level": "level__code",
     **{name: name for name in ("at", "recorded_at", "question", "options", "choice",
                                "rationale")}},
    table_of(Decision),
)  # fmt: skip
DRILLS = Dataset(
    "drills",
    _("Drills of the period with score and verdict; their course stands in timelines/"),
    "drill.view",
    lambda pack: Drill.objects.filter(held(pack)).order_by("planned_start", "pk"),
    {name: name for name in ("code", "title", "type", "subtype", "status", "planned_start",
                             "planned_end", "started_at", "ended_at", "evaluated_at", "closed_at",
                             "paused_s", "ended_early", "tests_draft", "score", "verdict", "seq",
                             "last_digest")}
    | {"policy": "policy__code", "scenario": "scenario__code", "plan": "plan_version__plan__code",
       "lead_evaluator": "lead_evaluator__name"},
    table_of(Drill),
)  # fmt: skip
RESULTS = Dataset(
    "drill_results",
    _("What every criterion of a drill came to, and from which source"),
    "drill.view",
    lambda pack: CriterionResult.objects.filter(_of_drills(pack, "criterion__script__drill"))
    .order_by("criterion__script__drill__code", "criterion__key"),
    {"drill": "criterion__script__drill__code", "criterion": "criterion__key",
     "text_en": "criterion__text_en", "text_zh": "criterion__text_zh",
     **{name: name for name in ("source", "points", "na", "spread", "reason", "facts", "at")},
     "by": person("by")},
    table_of(CriterionResult),
)  # fmt: skip
TIMES = Dataset(
    "drill_times",
    _("Recovery times and data gaps measured in drills"),
    "drill.view",
    lambda pack: MeasuredTime.objects.filter(_of_drills(pack, "drill")).order_by("drill__code", "pk"),  # noqa: E501
    {"drill": "drill__code", "process": "process__code", "system": "system__code",
     **{name: name for name in ("kind", "value_s", "pauses_s", "target_s", "mtd_s", "automatic",
                                "accepted", "note")},
     "measurement": "measurement__code"},
    table_of(MeasuredTime),
)  # fmt: skip
DRILL_FINDINGS = Dataset(
    "drill_findings",
    _("Strengths and areas to improve found in drills, with the actions that follow"),
    "drill.view",
    lambda pack: DrillFinding.objects.filter(_of_drills(pack, "drill")).order_by("drill__code", "pk"),  # noqa: E501
    {"drill": "drill__code", "action": "action__code", "plan": "plan__code",
     **{name: name for name in ("key", "kind", "text", "root_cause", "no_action_reason")}},
    table_of(DrillFinding),
)  # fmt: skip
SLOTS = Dataset(
    "drill_programme",
    _("What the drill programme required, and which drill met it"),
    "drill.view",
    lambda pack: DrillSlot.objects.filter(
        pack.among("process", "process", or_none=True),
        pack.among("system", "system", or_none=True),
        period_end__gt=pack.since.date(), period_start__lte=pack.at.date(),
    ).order_by("code"),
    {"code": "code", "policy": "policy__code", "process": "process__code",
     "system": "system__code", "met_by": "met_by__code",
     **{name: name for name in ("period_start", "period_end", "state", "met_at",
                                "waived_because")}},
    table_of(DrillSlot),
)  # fmt: skip


def _actions(pack: Pack) -> Q:
    return pack.among("action", "pk") & (Q(closed_at__isnull=True) | Q(closed_at__gt=pack.since))


def _part(pack: Pack) -> Q:
    return Q(action__in=CorrectiveAction.objects.filter(_actions(pack)).order_by().values("pk"))


ACTIONS = Dataset(
    "corrective_actions",
    _("Corrective actions: cause, owner, due date, and who verified them"),
    "action.view",
    lambda pack: CorrectiveAction.objects.filter(_actions(pack)).order_by("code"),
    {name: name for name in ("code", "title", "subject_kind", "subject_code", "source",
                             "source_ref", "finding", "root_cause", "kind", "priority", "state",
                             "due_on", "original_due_on", "verify_by", "criterion", "opened_at",
                             "done_at", "verified_at", "closed_at", "risk_expires_on")}
    | {"cause": "cause__code", "owner": "owner__name", "verifier": "verifier__name",
       "verified_by": person("verified_by"), "risk_accepted_by": person("risk_accepted_by"),
       "recurrence_of": "recurrence_of__code"},
    table_of(CorrectiveAction),
)  # fmt: skip
RETESTS = Dataset(
    "retests",
    _("Re-tests of corrective actions: an action closes only when one passes"),
    "action.view",
    lambda pack: Retest.objects.filter(_part(pack)).order_by("action__code", "pk"),
    {"action": "action__code", "by": person("by"),
     **{name: name for name in ("source", "at", "recorded_at", "passed", "value_s", "limit_s",
                                "confidence", "note")}},
    table_of(Retest),
)  # fmt: skip
PROOF = Dataset(
    "action_evidence",
    _("Evidence given for corrective actions: texts, addresses, digests of files"),
    "action.view",
    lambda pack: Evidence.objects.filter(_part(pack)).order_by("action__code", "pk"),
    {"action": "action__code", "by": person("by"),
     **{name: name for name in ("at", "text", "url", "file_name", "size_bytes", "sha256")}},
    table_of(Evidence),
)  # fmt: skip
POSTPONED = Dataset(
    "postponements",
    _("Due dates of corrective actions that were moved, and why"),
    "action.view",
    lambda pack: Postponement.objects.filter(_part(pack)).order_by("action__code", "pk"),
    {"action": "action__code", "by": person("by"),
     **{name: name for name in ("from_on", "to_on", "reason", "at")}},
    table_of(Postponement),
)  # fmt: skip

DATASETS = (
    *(INCIDENTS, IMPACTS, SITUATIONS, DECISIONS),
    *(DRILLS, RESULTS, TIMES, DRILL_FINDINGS, SLOTS),
    *(ACTIONS, RETESTS, PROOF, POSTPONED),
)
