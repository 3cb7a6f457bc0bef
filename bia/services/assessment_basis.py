"""What an assessment is computed from: catalogue, margins, limits of products and obligations."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils.translation import gettext as _

from accounts.models import Organisation
from bia.domain.errors import DomainError
from bia.domain.mtd import Cap
from bia.domain.proposal import Cell, Context, Inputs, Proposal, propose
from bia.models import Assessment, ImpactRating, Obligation, Process, Product
from bia.reasons import explain
from bia.services.catalogue import current_catalogue
from lib.errors import Refused


def context_of(process: Process, organisation: Organisation | None = None) -> Context:
    """Everything around the grid of `process` as it stands now (at most four queries)."""
    organisation = organisation or Organisation.current()
    products = list(Product.objects.filter(processes=process))
    obligations = list(obligations_of(process))
    return Context(
        catalogue=current_catalogue(),
        default_margin=Decimal(organisation.default_min_margin),
        life_safety_margin=Decimal(organisation.life_safety_min_margin),
        life_safety=process.life_safety,
        regulated=process.regulated,
        mtd_caps=(*_caps(obligations, "mtd_cap_s"), *_product_caps(products)),
        rto_caps=_caps(obligations, "rto_cap_s"),
        rpo_caps=_caps(obligations, "rpo_cap_s"),
        per_day=None if process.daily_volume is None else Decimal(process.daily_volume),
    )


def obligations_of(process: Process) -> Any:
    """Obligations named for the process or for a product it serves."""
    return (
        Obligation.objects.filter(Q(processes=process) | Q(products__processes=process))
        .distinct()
        .order_by("code")
    )


def _caps(obligations: Iterable[Obligation], field: str) -> tuple[Cap, ...]:
    return tuple(
        Cap(getattr(one, field), one.name) for one in obligations if getattr(one, field) is not None
    )


def _product_caps(products: Iterable[Product]) -> tuple[Cap, ...]:
    """A product's own MTD and the limit its contract sets (§2.4)."""
    caps = []
    for product in products:
        if product.mtd_s is not None:
            caps.append(Cap(product.mtd_s, product.name))
        if product.contract_mtd_s is not None:
            contract = _("the contract of %(product)s") % {"product": product.name}
            caps.append(Cap(product.contract_mtd_s, contract))
    return tuple(caps)


def cells_of(ratings: Iterable[ImpactRating]) -> tuple[Cell, ...]:
    """Saved ratings (with their category loaded) as cells."""
    return tuple(
        Cell(one.category.code, one.at_s, one.score, one.amount, one.text) for one in ratings
    )


def inputs_of(assessment: Assessment, cells: Iterable[Cell]) -> Inputs:
    answers = assessment.answers or {}
    return Inputs(
        cells=tuple(cells),
        policy=assessment.policy,
        threshold=Decimal(assessment.threshold),
        mtd_s=assessment.mtd_s,
        rto_s=assessment.rto_s,
        rpo_s=assessment.rpo_s,
        wrt_s=assessment.wrt_s,
        wrt_blocking=assessment.wrt_blocking,
        tolerated_records=_number(answers.get("tolerated_loss_records")),
        reentry_records=_number(answers.get("reentry_records")),
        tolerated_loss_s=answers.get("tolerated_loss_s"),
        workaround_endurance_s=answers.get("workaround_endurance_s"),
        peak_rto_s=answers.get("peak_rto_s"),
    )


def proposal_of(
    assessment: Assessment, cells: Iterable[Cell], context: Context | None = None
) -> Proposal:
    """What the rules say about these values. Raises Refused for what cannot be true."""
    around = context or context_of(assessment.process)
    volume = _number((assessment.answers or {}).get("volume_per_day"))
    if volume is not None:
        around = Context(**{**around.__dict__, "per_day": volume})
    try:
        return propose(inputs_of(assessment, cells), around)
    except DomainError as error:
        raise Refused(error.reason.code, explain(error.reason), error.field) from error


def recompute(assessment: Assessment, cells: Iterable[Cell], context: Context) -> Proposal:
    """Write the derived values into `assessment` (not saved)."""
    found = proposal_of(assessment, cells, context)
    tier = context.catalogue.tier(found.tier_code)
    assessment.mtd_derived_s = found.mtd_derived_s
    assessment.mtd_proposed_s = found.mtd_proposed_s
    assessment.rto_proposed_s = found.rto_proposed_s
    assessment.rpo_proposed_s = found.rpo_proposed_s
    assessment.tier_id = tier.id if tier else None
    assessment.catalogue_id = context.catalogue.version_id
    assessment.because = found.as_json()
    return found


def local_day(at: datetime) -> date:
    """The day it is in the organisation's zone."""
    return at.astimezone(ZoneInfo(Organisation.current().timezone)).date()


def _number(value: int | None) -> Decimal | None:
    return None if value is None else Decimal(value)
