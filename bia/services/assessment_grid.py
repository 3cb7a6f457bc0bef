"""Writing the cells of a grid: only the cells that differ are touched."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.utils.translation import gettext as _

from bia.domain.catalogue import Catalogue
from bia.domain.proposal import Cell
from bia.models import Assessment, ImpactCategory, ImpactRating
from lib.durations import MAX_SECONDS
from lib.errors import Problem, Refused

MAX_WORDS = 500
MAX_AMOUNT = Decimal(10) ** 16
Key = tuple[str, int]


def clean_cells(rows: Sequence[Mapping[str, Any]], catalogue: Catalogue) -> dict[Key, Cell]:
    """Rows `{category, at_s, score, amount, text}` as cells; raises Refused with every problem.

    `category` is a code or a row of the catalogue. Missing values are "not rated".
    """
    cells: dict[Key, Cell] = {}
    problems: list[Problem] = []
    for place, row in enumerate(rows):
        where = f"ratings.{place}"
        category = row.get("category")
        code = getattr(category, "code", category)
        at_s = row.get("at_s")
        if not isinstance(code, str) or catalogue.category(code) is None:
            problems.append(
                Problem("unknown_category", _("There is no such category."), f"{where}.category")
            )
            continue
        if isinstance(at_s, bool) or not isinstance(at_s, int) or not 0 <= at_s <= MAX_SECONDS:
            problems.append(Problem("invalid", _("Seconds from 0 on."), f"{where}.at_s"))
            continue
        if (code, at_s) in cells:
            problems.append(Problem("duplicate", _("This cell stands twice."), where))
            continue
        highest = max((one.score for one in catalogue.levels), default=None)
        most = Decimal("99.99") if highest is None else Decimal(highest)
        score, wrong = _decimal(row.get("score"), most)
        if wrong:
            problems.append(Problem("invalid", wrong, f"{where}.score"))
        amount, wrong = _decimal(row.get("amount"), MAX_AMOUNT - 1)
        if wrong:
            problems.append(Problem("invalid", wrong, f"{where}.amount"))
        text = row.get("text") or ""
        if not isinstance(text, str) or len(text) > MAX_WORDS or "\0" in text:
            words = _("At most %(limit)s characters.") % {"limit": MAX_WORDS}
            problems.append(Problem("invalid", words, f"{where}.text"))
            text = ""
        cells[code, at_s] = Cell(code, at_s, score, amount, text.strip())
    if problems:
        raise Refused.many(problems)
    return cells


def _decimal(value: Any, most: Decimal) -> tuple[Decimal | None, str]:
    if value is None:
        return None, ""
    wrong = _("A number from 0 to %(limit)s with at most two decimals is expected.") % {
        "limit": most
    }
    if isinstance(value, bool) or not isinstance(value, (int, str, float, Decimal)):
        return None, wrong
    try:
        number = Decimal(str(value))
    except InvalidOperation:
        return None, wrong
    if not number.is_finite() or not 0 <= number <= most or number != round(number, 2):
        return None, wrong
    return number, ""


def is_empty(cell: Cell) -> bool:
    """Nothing rated and no words: such a cell is not kept. A score of 0 is a rating."""
    return cell.score is None and cell.amount is None and not cell.text


def write_cells(
    assessment: Assessment, wanted: Mapping[Key, Cell], *, replace: bool
) -> tuple[list[Cell], bool]:
    """Make the saved grid hold `wanted`; with `replace` nothing else. Answers grid, changed?"""
    saved = {(one.category.code, one.at_s): one for one in assessment.ratings.in_grid()}
    gone = [
        one.pk
        for key, one in saved.items()
        if (key in wanted and is_empty(wanted[key])) or (replace and key not in wanted)
    ]
    fresh, edited = [], []
    ids = _category_ids({key[0] for key in wanted if key not in saved})
    for key, cell in wanted.items():
        if is_empty(cell):
            continue
        row = saved.get(key)
        values = {"score": cell.score, "amount": cell.amount, "text": cell.text}
        if row is None:
            fresh.append(
                ImpactRating(
                    assessment=assessment, category_id=ids[cell.category], at_s=cell.at_s, **values
                )
            )
        elif any(getattr(row, name) != value for name, value in values.items()):
            for name, value in values.items():
                setattr(row, name, value)
            edited.append(row)
    if gone:
        ImpactRating.objects.filter(pk__in=gone).delete()
    if edited:
        ImpactRating.objects.bulk_update(edited, ["score", "amount", "text"])
    if fresh:
        ImpactRating.objects.bulk_create(fresh)
    if not (gone or edited or fresh):
        return [_cell(one.category.code, one) for one in saved.values()], False
    grid = {key: _cell(key[0], one) for key, one in saved.items() if one.pk not in gone}
    grid |= {key: cell for key, cell in wanted.items() if not is_empty(cell)}
    return [grid[key] for key in sorted(grid)], True


def _cell(code: str, row: ImpactRating) -> Cell:
    return Cell(code, row.at_s, row.score, row.amount, row.text)


def _category_ids(codes: set[str]) -> dict[str, int]:
    if not codes:
        return {}
    return dict(ImpactCategory.objects.filter(code__in=codes).values_list("code", "id"))
