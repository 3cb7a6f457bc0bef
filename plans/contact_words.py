"""Why a contact is not green, in words; and what is wrong with a number."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from plans.domain.contact_gaps import Gap
from plans.domain.reachability import ContactState

BECAUSE: dict[str, Any] = {
    "left": _("Has left."),
    "no_number": _("No phone number is on file."),
    "invalid_number": _("A phone number on file cannot be called."),
    "masked_number": _("A phone number on file is masked."),
    "not_answered": _("Has not answered the check of the numbers."),
    "wrong_number": _("Says that a number is wrong."),
    "declined": _("Was reached and did not confirm the numbers."),
}
PHONE: dict[str, Any] = {
    "masked": _("Masked: some digits are hidden."),
    "not_a_number": _("This is no phone number."),
    "too_short": _("This number is too short."),
    "too_long": _("This number is too long."),
    "unknown": _("There is no such range of numbers."),
}
GAPS: dict[str, Any] = {
    "nobody": _("Nobody is named."),
    "no_alternate": _("Critical, and nobody stands in."),
    "unreachable": _("Nobody here can be reached."),
    "doubtful": _("Somebody here may not be reached."),
}


def reasons_of(state: ContactState) -> list[str]:
    """In the active language, the worst first."""
    return [str(BECAUSE.get(one.code, one.code)) for one in state.because]


def gap_words(gap: Gap) -> str:
    """A whole sentence about one contact, in the active language."""
    if gap.code == "few_numbers" and gap.count == 0:
        return str(_("There is no number that can be called."))
    if gap.code == "few_numbers":
        text = ngettext(
            "Only %(count)s number that can be called; two are needed.",
            "Only %(count)s numbers that can be called; two are needed.",
            gap.count,
        )
        return text % {"count": gap.count}
    return str(GAPS.get(gap.code, gap.code))
