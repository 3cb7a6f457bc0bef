"""An assessment as plain JSON: what is frozen by an approval and what versions are compared by.

Names of things are frozen beside their codes, so that a later rename changes no old report.
No personal data: people stand by the code of their person, or by the number of their login.
"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ObjectDoesNotExist

from accounts.models import Organisation, Person, User
from bia.domain.catalogue import Catalogue, digest
from bia.domain.reasons import plain_number
from bia.models import Assessment, AssessmentSnapshot, Dependency, Process
from bia.models.dependency import node_key
from bia.services.assessment_basis import obligations_of

FORMAT = 1
DECIDED = ("mtd_s", "rto_s", "rpo_s", "wrt_s", "wrt_blocking", "mbco_percent", "rationale")
DERIVED = ("mtd_derived_s", "mtd_proposed_s", "rto_proposed_s", "rpo_proposed_s")
PROCESS = (
    "code", "name", "description", "critical", "life_safety", "regulated", "daily_volume",
    "peak_periods",
)  # fmt: skip
EDGE = (
    "mode", "strength", "workaround_activation_s", "workaround_endurance_s",
    "workaround_capacity", "group", "group_needs",
)  # fmt: skip


def assessment_content(assessment: Assessment) -> dict[str, Any]:
    """Decisions, derived values, answers and grid, as they stand in the tables."""
    return {
        "assessment": {
            "code": assessment.code,
            "number": assessment.number,
            "policy": assessment.policy,
            "threshold": _plain(assessment.threshold),
            **{name: _plain(getattr(assessment, name)) for name in (*DECIDED, *DERIVED)},
            "tier": assessment.tier.code if assessment.tier else None,
        },
        "answers": dict(assessment.answers),
        "because": assessment.because,
        "ratings": [
            {
                "category": one.category.code,
                "at_s": one.at_s,
                "score": _plain(one.score),
                "amount": _plain(one.amount),
                "text": one.text,
            }
            for one in sorted(
                assessment.ratings.in_grid(),
                key=lambda one: (one.category.order, one.category.code, one.at_s),
            )
        ],
    }


def register_content(process: Process) -> dict[str, Any]:
    """What the register says about a process: fields, owner, dependencies, limits."""
    edges = Dependency.objects.filter(dependent_process=process).for_list()
    needed_by = Dependency.objects.filter(needs_process=process).for_list()
    return {
        "process": {name: _plain(getattr(process, name)) for name in PROCESS},
        "department": process.department.code if process.department else None,
        "department_name": process.department.name if process.department else None,
        "owner": process.owner.code if process.owner else None,
        "dependencies": sorted(
            (
                _node(edge.needs) | {name: _plain(getattr(edge, name)) for name in EDGE}
                for edge in edges
            ),
            key=lambda edge: str(edge["needs"]),
        ),
        "needed_by": sorted(node_key(edge.dependent) for edge in needed_by),
        "products": [
            {
                "code": one.code,
                "name": one.name,
                "mtd_s": one.mtd_s,
                "contract_mtd_s": one.contract_mtd_s,
                "mbco_percent": _plain(one.mbco_percent),
            }
            for one in process.products.order_by("code")
        ],
        "obligations": [
            {
                "code": one.code,
                "name": one.name,
                "kind": one.kind,
                "reference": one.reference,
                "mtd_cap_s": one.mtd_cap_s,
                "rto_cap_s": one.rto_cap_s,
                "rpo_cap_s": one.rpo_cap_s,
            }
            for one in obligations_of(process)
        ],
    }


def _node(node: Any) -> dict[str, str]:
    """What is needed, by key and name; a person by key only, as a person can be erased."""
    key = {"needs": node_key(node)}
    return key if isinstance(node, Person) else key | {"name": node.name}


def take_snapshot(
    assessment: Assessment, catalogue: Catalogue, *, at: datetime
) -> AssessmentSnapshot:
    """Freeze everything the approval was given for, with its SHA-256."""
    organisation = Organisation.current()
    content = {
        "format": FORMAT,
        **assessment_content(assessment),
        "register": register_content(assessment.process),
        "approval": {
            "author": person_key(assessment.author),
            "submitted_by": person_key(assessment.submitted_by),
            "submitted_at": instant(assessment.submitted_at),
            "approved_by": person_key(assessment.approved_by),
            "approved_at": instant(assessment.approved_at),
        },
        "catalogue": {"number": catalogue.version} | catalogue.content(),
        "organisation": {
            "name": organisation.name,
            "currency": organisation.currency,
            "timezone": organisation.timezone,
            "default_min_margin": _plain(Decimal(organisation.default_min_margin)),
            "life_safety_min_margin": _plain(Decimal(organisation.life_safety_min_margin)),
            "review_interval_months": organisation.review_interval_months,
        },
    }
    return AssessmentSnapshot.objects.create(
        assessment=assessment, content=content, digest=digest(content), taken_at=at
    )


def is_intact(snapshot: AssessmentSnapshot) -> bool:
    """Does the stored content still have the digest it was frozen with?"""
    return digest(snapshot.content) == snapshot.digest


def person_key(user: User | None) -> str | None:
    """`person:<code>`, or `user:<id>` for a login without a person."""
    if user is None:
        return None
    try:
        return f"person:{user.person.code}"
    except ObjectDoesNotExist:
        return f"user:{user.pk}"


def instant(at: datetime | None) -> str | None:
    return None if at is None else at.astimezone(UTC).isoformat()


def _plain(value: Any) -> Any:
    return plain_number(value) if isinstance(value, Decimal) else value
