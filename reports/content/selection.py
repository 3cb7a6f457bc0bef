"""Which processes and assessments a report speaks of: date, filters, and who asked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Model

from accounts.models import Department, Organisation
from bia.models import Assessment, AssessmentStatus, Process, Tier
from lib.history import as_of
from reports.models import Report

IN_WORK = (AssessmentStatus.DRAFT, AssessmentStatus.SUBMITTED, AssessmentStatus.RETURNED)


@dataclass(frozen=True)
class Selection:
    """`rows`: the register as of `at`, by process id, in order of code. `chosen`: the frozen
    assessment of each process, `drafts`: the ones in work, when asked for."""

    organisation: Organisation
    at: datetime
    rows: dict[int, Any]
    chosen: dict[int, Assessment]
    drafts: dict[int, Assessment]
    tiers: dict[int, Tier]
    departments: dict[int, Department]
    filters: dict[str, Any] = field(default_factory=dict)

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.organisation.timezone)

    @property
    def today(self) -> date:
        """The day of the report where the organisation is."""
        return self.at.astimezone(self.zone).date()

    @property
    def assessments(self) -> list[Assessment]:
        """Everything that gets its own pages, by process code; a draft after what is in force."""
        found = []
        for process_id in self.rows:
            for shelf in (self.chosen, self.drafts):
                if process_id in shelf:
                    found.append(shelf[process_id])
        return found

    def tier_of(self, assessment: Assessment) -> Tier | None:
        """Its tier under the name of the report's date."""
        return self.tiers.get(assessment.tier_id or 0, assessment.tier)

    @property
    def without_approval(self) -> list[Any]:
        return [row for key, row in self.rows.items() if key not in self.chosen]


def plan_of(selection: Selection) -> dict[str, list[int]]:
    """Ids, so that whoever takes the report over builds the same one."""
    return {
        "processes": list(selection.rows),
        "chosen": [one.pk for one in selection.chosen.values()],
        "drafts": [one.pk for one in selection.drafts.values()],
    }


def select(report: Report, plan: dict[str, list[int]] | None = None) -> Selection:
    """Read everything but the frozen contents, in a constant number of queries."""
    at = report.as_of or report.created_at
    tiers = {tier.pk: tier for tier in _then(Tier, report.as_of)}
    visible = Process.objects.visible_to(report.requested_by)
    rows = {_process_id(row): row for row in _register(report, visible)}
    assessments = _assessments().filter(process__in=visible)
    if plan is None:
        chosen, drafts = _choose(assessments, at, bool(report.filters.get("drafts")))
    else:
        by_id = assessments.in_bulk([*plan["chosen"], *plan["drafts"]])
        chosen = _by_process(by_id[pk] for pk in plan["chosen"] if pk in by_id)
        drafts = _by_process(by_id[pk] for pk in plan["drafts"] if pk in by_id)
    keep = _matching(rows, chosen, report.filters, tiers)
    if plan is not None:
        keep &= set(plan["processes"])
    ordered = sorted((key for key in rows if key in keep), key=lambda key: rows[key].code)
    return Selection(
        organisation=next(iter(_then(Organisation, report.as_of)), None) or Organisation.current(),
        at=at,
        rows={key: rows[key] for key in ordered},
        chosen={key: chosen[key] for key in ordered if key in chosen},
        drafts={key: drafts[key] for key in ordered if key in drafts},
        tiers=tiers,
        departments={one.pk: one for one in Department.objects.all()},
        filters=dict(report.filters),
    )


def _then(model: type[Model], at: datetime | None) -> list[Any]:
    """The rules as they stood at `at`; today's without a date, or before history begins."""
    events = list(as_of(model, at)) if at is not None else []
    if not events:
        return list(model._default_manager.all())
    names = [one.attname for one in model._meta.concrete_fields if not one.primary_key]
    rows = []
    for event in events:
        kept = {name: getattr(event, name) for name in names if hasattr(event, name)}
        rows.append(model(pk=event.pgh_obj_id, **kept))
    return rows


def _assessments() -> Any:
    return Assessment.objects.select_related(
        "process", "tier", "approved_by", "author", "snapshot"
    ).defer("snapshot__content")


def _register(report: Report, visible: Any) -> Iterable[Any]:
    """The register now, or as it stood at the date asked for."""
    if report.as_of is None:
        return visible
    return as_of(Process, report.as_of).filter(pgh_obj_id__in=visible.values("pk"))


def _process_id(row: Any) -> int:
    return row.pgh_obj_id if hasattr(row, "pgh_obj_id") else row.pk  # type: ignore[no-any-return]


def _choose(
    assessments: Any, at: datetime, with_drafts: bool
) -> tuple[dict[int, Assessment], dict[int, Assessment]]:
    """Per process the last one approved by `at`; what is in work only when asked for."""
    frozen = assessments.filter(
        status__in=[AssessmentStatus.APPROVED, AssessmentStatus.SUPERSEDED], approved_at__lte=at
    )
    chosen = _by_process(frozen.order_by("process_id", "approved_at", "number"))
    if not with_drafts:
        return chosen, {}
    in_work = assessments.filter(status__in=IN_WORK, created_at__lte=at)
    return chosen, _by_process(in_work)


def _by_process(assessments: Iterable[Assessment]) -> dict[int, Assessment]:
    return {one.process_id: one for one in assessments}


def _matching(
    rows: dict[int, Any], chosen: dict[int, Assessment], filters: dict[str, Any],
    tiers: dict[int, Tier],
) -> set[int]:  # fmt: skip
    keep = set(rows)
    if "department" in filters:
        roots = list(
            Department.objects.filter(code=filters["department"]).values_list("pk", flat=True)
        )
        inside = set(Department.objects.all().subtree_ids(roots))
        keep &= {key for key, row in rows.items() if row.department_id in inside}
    if "critical" in filters:
        keep &= {key for key, row in rows.items() if row.critical is filters["critical"]}
    if "processes" in filters:
        keep &= {key for key, row in rows.items() if row.code in filters["processes"]}
    if "tier" in filters:
        wanted = {pk for pk, tier in tiers.items() if tier.code == filters["tier"]}
        keep &= {key for key, row in rows.items() if _tier_of(row, chosen.get(key)) in wanted}
    return keep


def _tier_of(row: Any, assessment: Assessment | None) -> int | None:
    return assessment.tier_id if assessment else row.tier_id
