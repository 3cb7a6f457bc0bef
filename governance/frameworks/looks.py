"""How an answer looks: word, tone and icon by kind of framework. Never colour alone."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from governance.models import FrameworkKind
from governance.services.standings import Judged


@dataclass(frozen=True)
class AnswerLook:
    word: Any
    tone: str
    icon: str


NOT_APPLICABLE = AnswerLook(_("Not applicable"), "neutral", "minus")
UNSAID = AnswerLook(_("Nobody has said"), "warning", "help-circle")
HALF = Decimal("0.5")
LOOKS: dict[str, dict[Decimal, AnswerLook]] = {
    FrameworkKind.CHECKLIST.value: {
        Decimal(1): AnswerLook(pgettext_lazy("checklist", "Done"), "ok", "circle-check"),
        HALF: AnswerLook(pgettext_lazy("checklist", "In progress"), "info", "progress"),
        Decimal(0): AnswerLook(pgettext_lazy("checklist", "Not started"), "danger", "circle-x"),
    },
    FrameworkKind.MATURITY.value: {
        Decimal(1): AnswerLook(pgettext_lazy("criterion", "Met"), "ok", "circle-check"),
        HALF: AnswerLook(pgettext_lazy("criterion", "Partly met"), "info", "progress"),
        Decimal(0): AnswerLook(pgettext_lazy("criterion", "Not met"), "danger", "circle-x"),
    },
    FrameworkKind.CLAUSES.value: {
        Decimal(0): AnswerLook(_("0 – incomplete"), "danger", "circle-x"),
        Decimal(1): AnswerLook(_("1 – begun"), "danger", "progress"),
        Decimal(2): AnswerLook(_("2 – partly in place"), "warning", "progress"),
        Decimal(3): AnswerLook(_("3 – largely in place"), "info", "progress"),
        Decimal(4): AnswerLook(_("4 – in place"), "ok", "circle-check"),
        Decimal(5): AnswerLook(_("5 – optimising"), "ok", "award"),
    },
}  # fmt: skip


def look_of(kind: str, value: Decimal | None, *, applicable: bool = True) -> AnswerLook:
    if not applicable:
        return NOT_APPLICABLE
    return UNSAID if value is None else LOOKS[kind].get(value, UNSAID)


def look(one: Judged) -> AnswerLook:
    return look_of(one.requirement.framework.kind, one.value, applicable=one.applicable)


def choices(kind: str) -> list[tuple[str, Any]]:
    """Answers a person may give, the best first; "" leaves it to the evidence."""
    said = [(f"{value:f}", one.word) for value, one in LOOKS[kind].items()]
    ordered = sorted(said, key=lambda one: -Decimal(one[0]))
    return [("", _("Leave it to the evidence")), *ordered]
