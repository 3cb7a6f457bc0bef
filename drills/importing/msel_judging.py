"""What is wrong with the rows of an MSEL, at its cell."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _

from drills.msel_columns import AS_EXPECTATION, COLUMNS, Column
from drills.services.scripting import MOST
from lib.wrong_rows import WrongRow
from plans.importing.planned import WRONG, Planned, Summary

USUAL = {
    "text_en": "", "text_zh": "", "role": "", "due_after_s": None, "criterion": "",
    "weight": Decimal("1.000"), "group": "", "needs": "all",
}  # fmt: skip


class Judging:
    """Keeps the numbers that are given, and names the place of every fault."""

    def __init__(self, header: list[str], columns: Mapping[int, Column], taken: set[str]) -> None:
        self.header = header
        self.columns = columns
        self.seen: set[str] = set()
        self.expected: dict[str, int] = {}
        numbers = [int(key) for key in taken if key.isascii() and key.isdigit()]
        self.highest = max(numbers, default=0)

    def wrong(self, planned: Planned, number: int, name: str, value: str, words: Any) -> None:
        place = next((at for at, column in self.columns.items() if column.name == name), None)
        title = self.header[place] if place is not None else str(COLUMNS[name].label)
        planned.wrong.append(WrongRow(number, title, value[:80], str(words)))
        planned.kind = WRONG

    def number(self, planned: Planned) -> None:
        """Without a number a row gets the next one; no number stands in the file twice."""
        key = planned.values.get("key")
        if not key:
            self.highest += 1
            key = str(self.highest)
        elif key.isascii() and key.isdigit():
            self.highest = max(self.highest, int(key))
        planned.values["key"] = key
        if key in self.seen:
            words = _("This number stands in the file twice.")
            self.wrong(planned, planned.number, "key", key, words)
        self.seen.add(key)

    def expectation(
        self, planned: Planned, number: int, given: dict[str, Any], criteria: Mapping[str, Any]
    ) -> None:
        """One more of the inject of `planned`, from the row `number`."""
        values = {AS_EXPECTATION[name]: value for name, value in given.items()}
        values = USUAL | {name: value for name, value in values.items() if value not in ("", None)}
        rows = planned.values["expectations"]
        values.setdefault("key", f"{planned.values['key']}.{len(rows) + 1}")
        if not (values["text_en"] or values["text_zh"]):
            words = _("Say what is expected.")
            self.wrong(planned, number, "expected_en", "", words)
        if values["criterion"]:
            found = criteria.get(values["criterion"].lower())
            if found is None:
                words = _("The script has no criterion of this number.")
                self.wrong(planned, number, "criterion", values["criterion"], words)
            else:
                values["criterion"] = found.key
        first = self.expected.setdefault(values["key"], number)
        if first != number:
            words = _("This number stands in the file twice.")
            self.wrong(planned, number, "expected_key", values["key"], words)
        rows.append(values)

    def condition(self, summary: Summary, planned: Planned | None, key: str, words: str) -> None:
        """At its row; for one that is not in the file, at the last one: it is what the file
        would break."""
        if planned is None:
            if not summary.rows:
                return
            planned = summary.rows[-1]
            words = _("Inject %(inject)s: %(text)s") % {"inject": key, "text": words}
        self.wrong(planned, planned.number, "condition", "", words)

    def total(self, summary: Summary, there: int) -> None:
        new = sum(1 for planned in summary.rows if planned.row is None)
        if summary.rows and there + new - len(summary.removed) > MOST:
            words = _("A script holds at most %(most)s of them.") % {"most": MOST}
            self.wrong(summary.rows[-1], summary.rows[-1].number, "key", "", words)
