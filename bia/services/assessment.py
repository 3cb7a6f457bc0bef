"""Working on an impact assessment: start, change, discard. Review: assessment_review.py."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.models import Organisation, User
from accounts.services.organisation import THRESHOLD_WORDS
from bia.models import Assessment, AssessmentStatus, ImpactRating, Process
from bia.questionnaire import clean_answers
from bia.services.assessment_basis import cells_of, context_of, recompute
from bia.services.assessment_grid import clean_cells, write_cells
from lib.errors import GuardsUnmet, Problem, Refused, StaleVersion
from lib.versioning import create, problems_of

COPIED = (
    "mtd_s", "rto_s", "rpo_s", "wrt_s", "wrt_blocking", "mbco_percent", "rationale",
    "policy", "threshold",
)  # fmt: skip
EDITABLE = COPIED
IN_WORK = (AssessmentStatus.DRAFT, AssessmentStatus.SUBMITTED, AssessmentStatus.RETURNED)


@transaction.atomic
def start_assessment(
    *, process: Process, by: User, at: datetime, code: str = "", **values: Any
) -> Assessment:
    """The next version of a process's BIA, starting from the last approved one.

    `values` are those of `change_assessment`. Raises GuardsUnmet while another one is in work.
    """
    require(by, "assessment.change", process)
    locked = Process.objects.select_for_update().get(pk=process.pk)
    earlier = list(Assessment.objects.filter(process=locked).order_by("-number"))
    for one in earlier:
        if one.status in IN_WORK:
            message = _("%(code)s is in work already; finish or discard it first.") % {
                "code": one.code
            }
            raise GuardsUnmet.one("assessment_in_work", message)
    last = next((one for one in earlier if one.status == AssessmentStatus.APPROVED), None)
    number = earlier[0].number + 1 if earlier else 1
    assessment = create(
        Assessment,
        code=code or _code(locked, number),
        process=locked,
        number=number,
        based_on=last,
        author=by,
        **(_copy(last) if last else _defaults(locked)),
    )
    if last:
        ratings = [
            ImpactRating(
                assessment=assessment,
                category_id=one.category_id,
                at_s=one.at_s,
                score=one.score,
                amount=one.amount,
                text=one.text,
            )
            for one in last.ratings.all()
        ]
        ImpactRating.objects.bulk_create(ratings)
    _apply(assessment, values)
    return assessment


def _code(process: Process, number: int) -> str:
    code = f"{process.code}-v{number}"
    return code if len(code) <= 64 else f"{process.code[:40]}-{process.pk}-v{number}"


def _copy(last: Assessment) -> dict[str, Any]:
    return {name: getattr(last, name) for name in COPIED} | {"answers": dict(last.answers)}


def _defaults(process: Process) -> dict[str, Any]:
    organisation = Organisation.current()
    return {
        "policy": organisation.mtd_policy,
        "threshold": organisation.mtd_threshold,
        "wrt_s": process.wrt_s,
        "wrt_blocking": process.wrt_blocking,
        "mbco_percent": process.mbco_percent,
    }


@transaction.atomic
def change_assessment(
    assessment: Assessment,
    *,
    by: User,
    at: datetime,
    read_version: int | None = None,
    **values: Any,
) -> Assessment:
    """Change decided values, `answers`, and the grid; the derived values follow.

    `ratings` is the whole grid, `cells` only those named; rows `{category, at_s, score, amount,
    text}`. `answers` are merged by question, None removes one. Raises StaleVersion, Refused,
    and GuardsUnmet once it is submitted or approved.
    """
    require(by, "assessment.change", assessment.process)
    locked = lock(assessment, read_version=read_version)
    if not locked.in_work:
        raise GuardsUnmet.one("not_in_work", _("Only a draft or a returned assessment can change."))
    _apply(locked, values)
    refresh(assessment, locked)
    return assessment


@transaction.atomic
def discard_assessment(
    assessment: Assessment, *, by: User, at: datetime, read_version: int | None = None
) -> None:
    """Delete a draft. Raises GuardsUnmet for anything submitted or approved."""
    require(by, "assessment.change", assessment.process)
    locked = lock(assessment, read_version=read_version)
    if not locked.in_work:
        raise GuardsUnmet.one("not_in_work", _("Only a draft can be discarded."))
    locked.ratings.all().delete()
    locked.delete()


def lock(assessment: Assessment, *, read_version: int | None = None) -> Assessment:
    """The current row under a lock; raises StaleVersion when `read_version` differs."""
    current = (
        Assessment.objects.select_for_update(of=("self",))
        .select_related("process", "process__owner", "tier", "author")
        .filter(pk=assessment.pk)
        .first()
    )
    if current is None:
        raise GuardsUnmet.one("discarded", _("This assessment has been discarded meanwhile."))
    if read_version is not None and current.version != read_version:
        raise StaleVersion(current, read_version)
    return current


def refresh(assessment: Assessment, current: Assessment) -> None:
    """Bring the caller's object up to what was written."""
    for column in Assessment._meta.concrete_fields:
        setattr(assessment, column.attname, getattr(current, column.attname))
    for name in ("tier", "approved_by", "submitted_by"):
        assessment._state.fields_cache.pop(name, None)


def _apply(assessment: Assessment, values: Mapping[str, Any]) -> None:
    """Set `values` on a locked row, recompute, and save when anything differs."""
    context = context_of(assessment.process)
    wanted = dict(values)
    ratings: Sequence[Mapping[str, Any]] | None = wanted.pop("ratings", None)
    cells: Sequence[Mapping[str, Any]] | None = wanted.pop("cells", None)
    answers = wanted.pop("answers", None)
    before = _state(assessment)
    problems: list[Problem] = []
    if answers is not None:
        merged = {**assessment.answers, **answers} if isinstance(answers, Mapping) else answers
        cleaned, problems = clean_answers(merged)
        assessment.answers = cleaned
    for name, value in wanted.items():
        if name not in EDITABLE:
            raise TypeError(f"{name} cannot be changed")
        setattr(assessment, name, value)
    problems += _impossible(assessment)
    if problems:
        raise Refused.many(problems)
    changed = False
    grid = list(cells_of(assessment.ratings.in_grid()))
    if ratings is not None:
        wanted_grid = clean_cells(ratings, context.catalogue)
        grid, changed = write_cells(assessment, wanted_grid, replace=True)
    if cells is not None:
        wanted_cells = clean_cells(cells, context.catalogue)
        grid, again = write_cells(assessment, wanted_cells, replace=False)
        changed = changed or again
    recompute(assessment, grid, context)
    if changed or _state(assessment) != before:
        save(assessment)


def _state(assessment: Assessment) -> dict[str, Any]:
    return {
        column.attname: getattr(assessment, column.attname)
        for column in Assessment._meta.concrete_fields
    }


def _impossible(assessment: Assessment) -> list[Problem]:
    """What the form and the serializer refuse too, for every other caller."""
    problems = []
    for name in ("mtd_s", "rto_s", "rpo_s", "wrt_s"):
        value = getattr(assessment, name)
        if value is not None and value < 0:
            problems.append(Problem("min_value", _("This cannot be negative."), name))
    percent = assessment.mbco_percent
    if percent is None or not 0 <= Decimal(percent) <= 100:
        message = _("A percentage from 0 to 100 is expected.")
        problems.append(Problem("invalid", message, "mbco_percent"))
    if assessment.threshold is not None and Decimal(assessment.threshold) <= 0:
        problems.append(Problem("invalid", THRESHOLD_WORDS, "threshold"))
    return problems


def save(assessment: Assessment) -> None:
    """Validate and save a locked row, one version further."""
    from django.core.exceptions import ValidationError

    assessment.version += 1
    try:
        assessment.full_clean(exclude=["process", "author", "based_on", "catalogue", "tier"])
    except ValidationError as error:
        raise Refused.many(problems_of(error)) from error
    assessment.save()
