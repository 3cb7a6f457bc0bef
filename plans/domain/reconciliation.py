"""Paper against what was entered: sheet by sheet, and by whoever wrote (docs/method.md §35.5)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

ISSUED, RETURNED, BLANK, LOST, VOID = "issued", "returned", "blank", "lost", "void"


@dataclass(frozen=True)
class SheetCount:
    """`written` and `void` were counted on the paper; `entered` are rows that are not void,
    `entered_void` those entered as struck out. `estimated` is set for lost sheets."""

    serial: str
    state: str
    written: int | None = None
    void: int = 0
    estimated: int | None = None
    entered: int = 0
    entered_void: int = 0

    @property
    def struck(self) -> int:
        """Struck lines counted once, whether they were entered as such or only counted."""
        return max(self.void, self.entered_void)

    @property
    def difference(self) -> int:
        """Rows entered beyond (+) or short of (−) what stands on the paper. Of a lost sheet nobody
        knows what stood on it: whatever could be entered of it (from a photo) is no difference."""
        if self.state == LOST:
            return 0
        return self.entered + self.struck - (self.written or 0)


@dataclass(frozen=True)
class GroupCount:
    """One adviser: `counted` on paper is None while nobody has counted."""

    name: str
    counted: int | None
    entered: int

    @property
    def difference(self) -> int | None:
        return None if self.counted is None else self.entered - self.counted


@dataclass(frozen=True)
class Reconciliation:
    """`balanced` when every sheet and every adviser agrees. `unaccounted` sheets are still out:
    nothing can be reconciled before they are returned, blank, void or signed for as lost."""

    sheets: tuple[SheetCount, ...]
    groups: tuple[GroupCount, ...]
    written: int
    entered: int
    void: int
    lost_sheets: int
    lost_rows: int
    unaccounted: tuple[str, ...]

    @property
    def difference(self) -> int:
        return sum(one.difference for one in self.sheets)

    @property
    def wrong_sheets(self) -> tuple[SheetCount, ...]:
        return tuple(one for one in self.sheets if one.difference)

    @property
    def wrong_groups(self) -> tuple[GroupCount, ...]:
        return tuple(one for one in self.groups if one.difference != 0)

    @property
    def balanced(self) -> bool:
        return not self.wrong_sheets and not self.wrong_groups

    @property
    def exception(self) -> bool:
        """Closes with an exception: sheets were lost, what stood on them is only estimated."""
        return self.lost_sheets > 0


def reconcile(
    sheets: Sequence[SheetCount],
    *,
    entered_by_group: Mapping[str, int],
    counted_by_group: Mapping[str, int] | None,
) -> Reconciliation:
    """`counted_by_group` None: the form has no column whose totals must balance. An adviser who
    was counted but never entered, or entered but not counted, stands in the list too."""
    names = sorted({*entered_by_group, *counted_by_group}) if counted_by_group is not None else []
    groups = [
        GroupCount(name, (counted_by_group or {}).get(name), entered_by_group.get(name, 0))
        for name in names
    ]
    lost = [one for one in sheets if one.state == LOST]
    return Reconciliation(
        sheets=tuple(sheets),
        groups=tuple(groups),
        written=sum(one.written or 0 for one in sheets),
        entered=sum(one.entered for one in sheets),
        void=sum(one.struck for one in sheets),
        lost_sheets=len(lost),
        lost_rows=sum(one.estimated or 0 for one in lost),
        unaccounted=tuple(one.serial for one in sheets if one.state == ISSUED),
    )
