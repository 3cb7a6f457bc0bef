"""What the editor and the detail page show beside the grid: curve, reasons, ladder, checks.

All of it is computed here and by the domain; the browser only places what it is given.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from bia.assessment_words import words_of
from bia.domain.catalogue import Catalogue
from bia.domain.proposal import MONEY, Cell, Proposal, score_of
from bia.models import Assessment
from lib.charts import impact_curve
from lib.durations import format_duration

LADDER_SHOWN = 9


def panel_of(
    assessment: Assessment, cells: Sequence[Cell], found: Proposal, catalogue: Catalogue
) -> dict[str, Any]:
    """Context of `bia/_assessment_panel.html`; the assessment need not be saved."""
    tier = catalogue.tier(found.tier_code)
    return {
        "assessment": assessment,
        "words": words_of(found.as_json(), catalogue),
        "found": found,
        "tier": tier,
        "min_margin": found.min_margin,
        "ladder": ladder_of(assessment, found, catalogue.ladder),
        "curve": curve_of(assessment, cells, catalogue, found.mtd_proposed_s),
        "curve_words": curve_words(assessment, found),
        "mtd_shown_s": assessment.mtd_s if assessment.mtd_s is not None else found.mtd_proposed_s,
    }


def curve_of(
    assessment: Assessment,
    cells: Iterable[Cell],
    catalogue: Catalogue,
    proposed_s: int | None = None,
) -> dict[str, Any] | None:
    """The impact curve; None while nothing is rated."""
    given = {(cell.category, cell.at_s): score_of(cell, catalogue) for cell in cells}
    rated = {key: score for key, score in given.items() if score is not None}
    if not rated:
        return None
    bands = sorted({at_s for _category, at_s in rated})
    names = [one for one in catalogue.categories if any(key[0] == one.code for key in rated)]
    mtd_s = assessment.mtd_s if assessment.mtd_s is not None else proposed_s
    mtd = _("MTD decided") if assessment.mtd_s is not None else _("MTD proposed")
    return impact_curve(
        bands=[(at_s, duration(at_s)) for at_s in bands],
        scores={one.name: [rated.get((one.code, at_s)) for at_s in bands] for one in names},
        threshold=Decimal(assessment.threshold),
        mtd_s=mtd_s,
        rto_s=assessment.rto_s,
        highest=max((one.score for one in catalogue.levels), default=4),
        height=210,
        labels={
            "time": _("Time since the disruption"),
            "score": _("Impact"),
            "category": _("Category"),
            "threshold": _("Intolerable"),
            "mtd": mtd if mtd_s is None else f"{mtd} {duration(mtd_s)}",
            "rto": _("RTO")
            if assessment.rto_s is None
            else f"{_('RTO')} {duration(assessment.rto_s)}",
        },
    )


def curve_words(assessment: Assessment, found: Proposal) -> str:
    """The curve for who cannot see it."""
    if found.mtd_derived_s is None:
        return _("Impact over time; the grid does not answer yet.")
    return _("Impact over time; the grid allows %(mtd)s.") % {"mtd": duration(found.mtd_derived_s)}


def ladder_of(
    assessment: Assessment, found: Proposal, steps: Sequence[int]
) -> list[dict[str, Any]]:
    """The steps around the proposal: which is proposed, decided, too long."""
    cap_s = found.rto.cap_s if found.rto else None
    within = [step for step in steps if cap_s is None or step <= cap_s]
    beyond = [step for step in steps if cap_s is not None and step > cap_s][:2]
    shown = [*within, *beyond][-LADDER_SHOWN:]
    return [
        {
            "at_s": step,
            "label": duration(step),
            "proposed": step == found.rto_proposed_s,
            "decided": step == assessment.rto_s,
            "too_long": cap_s is not None and step > cap_s,
        }
        for step in shown
    ]


def marks_of(
    cells: Iterable[Cell], catalogue: Catalogue, threshold: Decimal
) -> dict[str, dict[str, Any]]:
    """By input name: the level a cell reaches, and whether that is intolerable."""
    marks = {}
    for cell in cells:
        score = score_of(cell, catalogue)
        if score is None:
            continue
        category = catalogue.category(cell.category)
        level = catalogue.level(score)
        own = category.threshold if category and category.threshold is not None else threshold
        over = score >= own
        if category and category.unit == MONEY and category.threshold_amount is not None:
            over = cell.amount is not None and cell.amount >= category.threshold_amount
        marks[f"cell-{cell.category}-{cell.at_s}"] = {
            "level": level.score if level else 0,
            "name": level.name if level else "",
            "over": over,
        }
    return marks


def duration(seconds: int) -> str:
    return format_duration(seconds, get_language() or "en")
