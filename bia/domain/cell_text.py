"""What people type into a cell of the grid: "3", "高", "5万", "50,000", "3 customers leave"."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

_NUMBER = r"([0-9]{1,3}(?:,[0-9]{3})+|[0-9]{1,16})(\.[0-9]{1,4})?"
_MONEY = re.compile(rf"^[¥$€£]? ?{_NUMBER} ?(千|万|亿|k|m|bn)?(?:元|cny|rmb)?(?: +(.*)|)$", re.I)
_RATING = re.compile(r"^([0-9]{1,2}(?:\.[0-9]{1,2})?)(?: *[-–·:：,，] *| +|$)(.*)$")
_TIMES = {
    "": 1, "千": 10**3, "k": 10**3, "万": 10**4, "m": 10**6, "亿": 10**8, "bn": 10**9,
}  # fmt: skip


@dataclass(frozen=True)
class CellText:
    """None is "not rated"; `words` are what stood beside the value."""

    score: Decimal | None = None
    amount: Decimal | None = None
    words: str = ""


def read_cell(text: str, *, money: bool, levels: Mapping[str, int]) -> CellText:
    """A rating (digit or the name of a level) or an amount; anything else is words.

    `levels` holds the names in every language, in lower case.
    """
    plain = " ".join(unicodedata.normalize("NFKC", text).split())
    if not plain:
        return CellText()
    named = levels.get(plain.lower())
    if named is not None:
        return CellText(score=Decimal(named))
    if money:
        found = _MONEY.match(plain)
        if found is None:
            return CellText(words=plain)
        times = _TIMES[(found[3] or "").lower()]
        number = Decimal(found[1].replace(",", "") + (found[2] or ""))
        return CellText(amount=number * times, words=found[4] or "")
    found = _RATING.match(plain)
    if found is None:
        return CellText(words=plain)
    return CellText(score=Decimal(found[1]), words=found[2])
