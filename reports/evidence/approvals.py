"""Who submitted, approved, signed or accepted what when, across everything: one table."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from backups.models import BackupSet
from bia.models import Assessment
from drills.models import AfterActionReport, SignOff
from followup.models import CorrectiveAction
from governance.models import (
    BcmsRecord,
    Change,
    InvestmentCase,
    LevelAssessment,
    ManagementReview,
    Risk,
    Strategy,
)
from incidents.models import Review
from plans.models import ApprovalStep, PlanVersion
from reports.evidence.pack import Pack
from reports.evidence.tables import Dataset, person

COLUMNS = ("at", "what", "object", "step", "by", "digest", "note")


@dataclass(frozen=True)
class Source:
    """`at` and `by` are fields of the rows of `model`; `object` names the thing."""

    what: str
    step: str
    permission: str
    model: Any
    object: Any
    at: str
    by: str
    digest: str = ""
    note: str = ""
    limit: tuple[str, str] | None = None


def _two(
    what: str, permission: str, model: Any, object: Any, limit: tuple[str, str] | None = None,
    digest: str = "",
) -> tuple[Source, Source]:  # fmt: skip
    """Submitted by one, approved by another."""
    return tuple(  # type: ignore[return-value]
        Source(what, step, permission, model, object, f"{step}_at", f"{step}_by", digest,
               limit=limit)
        for step in ("submitted", "approved")
    )  # fmt: skip


SOURCES = (
    *_two("assessment", "assessment.view", Assessment, "code", ("process", "process"),
          "snapshot__digest"),
    Source("plan_version", "step", "plan.view", ApprovalStep, "plan_version__plan__code",
           "decided_at", "decided_by", "sha256", "comment", ("plan", "plan_version__plan")),
    Source("plan_version", "submitted", "plan.view", PlanVersion, "plan__code", "submitted_at",
           "submitted_by", "sha256", limit=("plan", "plan")),
    Source("plan_version", "published", "plan.view", PlanVersion, "plan__code", "effective_at",
           "published_by", "sha256", limit=("plan", "plan")),
    *_two("incident_review", "incident.view", Review, "incident__number",
          ("incident", "incident"), "digest"),
    *_two("after_action_report", "drill.view", AfterActionReport, "drill__code",
          ("drill", "drill"), "digest"),
    Source("after_action_report", "signed", "drill.view", SignOff, "report__drill__code", "at",
           "by", "digest", "part", ("drill", "report__drill")),
    Source("corrective_action", "verified", "action.view", CorrectiveAction, "code",
           "verified_at", "verified_by", limit=("action", "pk")),
    Source("backup_set", "released", "backup.view", BackupSet, "code", "released_at",
           "released_by", note="release_reason", limit=("system", "policy__system")),
    *_two("management_review", "governance.view", ManagementReview, "code", digest="digest"),
    *_two("document", "governance.view", BcmsRecord, "code"),
    Source("investment_case", "submitted", "governance.view", InvestmentCase, "code",
           "submitted_at", "submitted_by", "digest"),
    Source("investment_case", "decided", "governance.view", InvestmentCase, "code", "decided_at",
           "decided_by", "digest", "decision_reason"),
    Source("recovery_strategy", "approved", "governance.view", Strategy, "code", "approved_at",
           "approved_by", note="decision_reason", limit=("system", "system")),
    Source("level_assessment", "confirmed", "governance.view", LevelAssessment, "code",
           "confirmed_at", "confirmed_by", limit=("system", "system")),
    Source("change", "assessed", "governance.view", Change, "code", "assessed_at", "assessed_by"),
    Source("change", "decided", "governance.view", Change, "code", "decided_at", "decided_by",
           note="decision_reason"),
    Source("risk", "decided", "governance.view", Risk, "code", "decided_at", "decided_by",
           note="reason"),
)  # fmt: skip


def _rows(pack: Pack) -> Iterator[dict[str, Any]]:
    found = []
    for source in SOURCES:
        if pack.may(source.permission):
            found += list(_of(source, pack))
    yield from sorted(found, key=lambda one: (one["at"], one["what"], one["object"], one["step"]))


def _of(source: Source, pack: Pack) -> Iterator[dict[str, Any]]:
    limit = Q() if source.limit is None else pack.among(*source.limit)
    rows = source.model._default_manager.filter(
        limit, pack.within(source.at), **{f"{source.by}__isnull": False}
    )
    extra: dict[str, Any] = {}
    if source.model is PlanVersion:
        extra = {"c_major": F("major"), "c_minor": F("minor")}
    elif source.model is ApprovalStep:
        extra = {"c_major": F("plan_version__major"), "c_minor": F("plan_version__minor"),
                 "c_verdict": F("verdict")}  # fmt: skip
    names = {"c_at": F(source.at), "c_object": F(source.object), "c_by": person(source.by)}
    if source.digest:
        names["c_digest"] = F(source.digest)
    if source.note:
        names["c_note"] = F(source.note)
    for row in rows.annotate(**names, **extra).values(*names, *extra).iterator(chunk_size=2_000):
        code = row["c_object"]
        if "c_major" in row:
            code = f"{code} {row['c_major']}.{row['c_minor']}"
        yield {
            "at": row["c_at"], "what": source.what, "object": code,
            "step": row.get("c_verdict") or source.step, "by": row["c_by"],
            "digest": row.get("c_digest") or "", "note": row.get("c_note") or "",
        }  # fmt: skip


APPROVALS = Dataset(
    "approvals",
    _("Who submitted, approved, signed or accepted what when; digests say of which content"),
    "report.view",
    _rows,
    {name: name for name in COLUMNS},
    "",
)
