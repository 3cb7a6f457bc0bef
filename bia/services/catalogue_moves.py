"""Whom a change of the catalogues would move: tiers of processes, proposals of assessments."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from accounts.models import Organisation
from bia.domain.catalogue import Catalogue
from bia.domain.errors import DomainError
from bia.domain.mtd import Cap
from bia.domain.proposal import Context, propose
from bia.models import Assessment, AssessmentStatus, Obligation, Process, Product
from bia.services.assessment_basis import cells_of, inputs_of
from bia.services.tiering import tier_id_of

TIER, MTD, RTO = "tier", "mtd", "rto"
BATCH = 500


@dataclass(frozen=True)
class Move:
    """`kind` is tier, mtd (proposed) or rto (proposed); values are names or seconds or None."""

    kind: str
    process: Any
    assessment: Any
    before: Any
    after: Any


def moves_between(before: Catalogue, after: Catalogue) -> list[Move]:
    """Every process and current assessment that reads differently under `after`.

    Two catalogues that differ only in names move nobody. Approved assessments stay as they
    were approved: what is shown is what the rules would propose now.
    """
    return [*_tier_moves(before, after), *_proposal_moves(before, after)]


def _tier_moves(before: Catalogue, after: Catalogue) -> Iterator[Move]:
    names: dict[int | None, str] = {tier.id: tier.name for tier in (*before.tiers, *after.tiers)}
    for process in Process.objects.order_by("code").iterator(chunk_size=BATCH):
        old, new = process.tier_id, tier_id_of(process, after)
        if old != new:
            yield Move(TIER, process, None, names.get(old), names.get(new))


def _proposal_moves(before: Catalogue, after: Catalogue) -> Iterator[Move]:
    current = (
        Assessment.objects.exclude(status=AssessmentStatus.SUPERSEDED)
        .select_related("process")
        .prefetch_related("ratings__category")
        .order_by("process__code", "number")
    )
    around = _Surroundings()
    for assessment in current.iterator(chunk_size=BATCH):
        context = around.context(assessment.process, before)
        cells = cells_of(assessment.ratings.all())
        inputs = inputs_of(assessment, cells)
        try:
            old = propose(inputs, context)
            new = propose(inputs, replace(context, catalogue=after))
        except DomainError:
            continue  # an unfinished draft proposes nothing either way
        pairs = (
            (MTD, old.mtd_proposed_s, new.mtd_proposed_s),
            (RTO, old.rto_proposed_s, new.rto_proposed_s),
        )
        for kind, was, now in pairs:
            if was != now:
                yield Move(kind, assessment.process, assessment, was, now)


class _Surroundings:
    """Margins and limits of every process, read once instead of once per assessment."""

    def __init__(self) -> None:
        organisation = Organisation.current()
        self.default_margin = Decimal(organisation.default_min_margin)
        self.life_safety_margin = Decimal(organisation.life_safety_min_margin)
        self.mtd_caps: dict[int, set[Cap]] = defaultdict(set)
        self.rto_caps: dict[int, set[Cap]] = defaultdict(set)
        self._read_products()
        self._read_obligations()

    def _read_products(self) -> None:
        for product in Product.objects.prefetch_related("processes"):
            for limit in (product.mtd_s, product.contract_mtd_s):
                if limit is not None:
                    for process in product.processes.all():
                        self.mtd_caps[process.pk].add(Cap(limit, product.name))

    def _read_obligations(self) -> None:
        rows = Obligation.objects.prefetch_related("processes", "products__processes")
        for obligation in rows:
            reached = {process.pk for process in obligation.processes.all()}
            for product in obligation.products.all():
                reached |= {process.pk for process in product.processes.all()}
            for key in reached:
                if obligation.mtd_cap_s is not None:
                    self.mtd_caps[key].add(Cap(obligation.mtd_cap_s, obligation.name))
                if obligation.rto_cap_s is not None:
                    self.rto_caps[key].add(Cap(obligation.rto_cap_s, obligation.name))

    def context(self, process: Process, catalogue: Catalogue) -> Context:
        return Context(
            catalogue=catalogue,
            default_margin=self.default_margin,
            life_safety_margin=self.life_safety_margin,
            life_safety=process.life_safety,
            regulated=process.regulated,
            mtd_caps=tuple(self.mtd_caps.get(process.pk, ())),
            rto_caps=tuple(self.rto_caps.get(process.pk, ())),
        )
