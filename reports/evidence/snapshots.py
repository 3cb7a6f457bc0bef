"""What was frozen and signed, byte for byte as its digest was made: a stranger can make it anew.

`snapshots/recorded.sha256` holds the digests as the platform recorded them, not as the files came
out: `sha256sum -c recorded.sha256` in that folder compares the two.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext as _

from bia.domain.catalogue import canonical as canonical_assessment
from bia.models import AssessmentSnapshot, AssessmentStatus
from drills.models import AfterActionReport, Drill
from governance.models import Evaluation, InvestmentCase
from incidents.models import Incident, Review
from plans.domain.document import canonical as canonical_plan
from plans.models import PlanSnapshot
from reports.evidence.archive import Archive, safe
from reports.evidence.data_response import held, of_the_period
from reports.evidence.pack import Pack


@dataclass(frozen=True)
class Frozen:
    path: str
    content: bytes
    digest: str
    what: str
    source: str


def write(archive: Archive, pack: Pack) -> int:
    recorded = []
    for one in _frozen(pack):
        archive.add(f"snapshots/{one.path}", one.content, one.what, source=one.source)
        recorded.append(f"{one.digest}  {one.path}\n")
    what = _("Digests of the snapshots as the platform recorded them, for sha256sum -c")
    archive.add("snapshots/recorded.sha256", "".join(recorded).encode(), what)
    return len(recorded)


def _frozen(pack: Pack) -> Iterator[Frozen]:
    if pack.may("assessment.view"):
        yield from _assessments(pack)
    if pack.may("plan.view"):
        yield from _plans(pack)
    if pack.may("incident.view"):
        yield from _reviews(pack)
    if pack.may("drill.view"):
        yield from _reports(pack)
    if pack.may("governance.view"):
        yield from _governance(pack)


def _assessments(pack: Pack) -> Iterator[Frozen]:
    """Of every process what was in force at the pack's instant."""
    rows = (
        AssessmentSnapshot.objects.filter(
            pack.among("process", "assessment__process"),
            assessment__status=AssessmentStatus.APPROVED,
        )
        .select_related("assessment__process")
        .order_by("assessment__process__code", "assessment__number")
    )
    what = _("Approved assessment of %(code)s as it was frozen")
    for one in rows.iterator(chunk_size=100):
        code = one.assessment.process.code
        yield Frozen(
            f"assessments/{safe(one.assessment.code)}.json", canonical_assessment(one.content),
            one.digest, what % {"code": code}, AssessmentSnapshot._meta.db_table,
        )  # fmt: skip


def _plans(pack: Pack) -> Iterator[Frozen]:
    """Versions that were in force in the period."""
    still = Q(plan_version__ended_at__isnull=True) | Q(plan_version__ended_at__gt=pack.since)
    rows = (
        PlanSnapshot.objects.filter(
            pack.among("plan", "plan_version__plan"), still,
            plan_version__effective_at__lte=pack.at,
        )
        .select_related("plan_version__plan")
        .order_by("plan_version__plan__code", "plan_version__major", "plan_version__minor")
    )  # fmt: skip
    what = _("Plan %(code)s as it was signed")
    for one in rows.iterator(chunk_size=50):
        version = one.plan_version
        name = f"{version.plan.code} {version.number}"
        yield Frozen(
            f"plans/{safe(name)}.json", canonical_plan(one.content).encode(), version.sha256,
            what % {"code": name}, PlanSnapshot._meta.db_table,
        )  # fmt: skip


def _reviews(pack: Pack) -> Iterator[Frozen]:
    incidents = Incident.objects.real().filter(of_the_period(pack))
    rows = Review.objects.filter(incident__in=incidents.order_by().values("pk")).exclude(digest="")
    what = _("Facts of incident %(code)s as its review was submitted with")
    for one in rows.select_related("incident").order_by("incident__number"):
        number = one.incident.number
        yield Frozen(f"incidents/{safe(number)}.json", _canonical(one.facts), one.digest,
                     what % {"code": number}, Review._meta.db_table)  # fmt: skip


def _reports(pack: Pack) -> Iterator[Frozen]:
    drills = Drill.objects.filter(held(pack)).order_by().values("pk")
    rows = AfterActionReport.objects.filter(drill__in=drills).exclude(digest="")
    what = _("Facts of drill %(code)s as its report was submitted with")
    for one in rows.select_related("drill").order_by("drill__code"):
        code = one.drill.code
        yield Frozen(f"drills/{safe(code)}.json", _canonical(one.facts), one.digest,
                     what % {"code": code}, AfterActionReport._meta.db_table)  # fmt: skip


def _governance(pack: Pack) -> Iterator[Frozen]:
    rows = Evaluation.objects.filter(pack.within("at")).order_by("at", "pk")
    what = _("Evaluation %(code)s as it was frozen")
    for one in rows.iterator(chunk_size=50):
        yield Frozen(f"evaluations/{safe(one.code)}.json", _canonical(one.content), one.digest,
                     what % {"code": one.code}, Evaluation._meta.db_table)  # fmt: skip
    cases = InvestmentCase.objects.exclude(digest="").filter(submitted_at__lte=pack.at)
    what = _("Investment case %(code)s as it was submitted")
    for case in cases.order_by("code"):
        yield Frozen(f"investment/{safe(case.code)}.json", _canonical(case.snapshot), case.digest,
                     what % {"code": case.code}, InvestmentCase._meta.db_table)  # fmt: skip


def _canonical(content: Any) -> bytes:
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
