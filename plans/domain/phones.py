"""What a typed phone number is worth: can it be called, and how is it written.

The numbers of a person are texts as somebody typed them. Masked ones ("139-xxxx-xxxx") come from
samples and from printed cards: they are flagged, not errors. docs/method.md §34.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat, PhoneNumberType

DEFAULT_REGION = "CN"
_MASKED = re.compile(r"[xX*＊×•●]{2,}")
_KINDS = {
    PhoneNumberType.MOBILE: "mobile",
    PhoneNumberType.FIXED_LINE: "fixed",
    PhoneNumberType.FIXED_LINE_OR_MOBILE: "mobile",
    PhoneNumberType.TOLL_FREE: "service",
    PhoneNumberType.SHARED_COST: "service",
    PhoneNumberType.PREMIUM_RATE: "service",
    PhoneNumberType.UAN: "service",
}


@dataclass(frozen=True)
class Phone:
    """`given` as typed; `ok`: it can be called. `e164` ("+8613912345678") is "" where there is
    none (short numbers too). `kind`: mobile, fixed, service, short, other, masked, invalid.
    `problem` is "" or masked, not_a_number, too_short, too_long, unknown."""

    given: str
    ok: bool
    e164: str
    shown: str
    kind: str
    problem: str = ""

    @property
    def dialled(self) -> str:
        """What a `tel:` link dials, "" when it cannot be called."""
        return (self.e164 or re.sub(r"\D", "", self.given)) if self.ok else ""

    @property
    def masked(self) -> str:
        """As it may hang on a wall: "139****5678"."""
        return self.given if self.kind == "masked" else hidden(self.shown)


def judge_phone(text: str, region: str = DEFAULT_REGION) -> Phone:
    """`region` (ISO 3166, "CN") is where a number without country code is dialled."""
    given = " ".join(str(text).split())
    if _MASKED.search(given):
        return Phone(given, False, "", given, "masked", "masked")
    try:
        number = phonenumbers.parse(given, region)
    except NumberParseException as error:
        return _bad(given, _parse_problem(error, given))
    if phonenumbers.is_valid_number(number):
        kind = _KINDS.get(phonenumbers.number_type(number), "other")
        e164 = phonenumbers.format_number(number, PhoneNumberFormat.E164)
        return Phone(given, True, e164, _shown(number, region), kind)
    if given.isdigit() and phonenumbers.is_valid_short_number_for_region(number, region):
        return Phone(given, True, "", given, "short")
    return _bad(given, _length_problem(number))


def judge_phones(texts: object, region: str = DEFAULT_REGION) -> tuple[Phone, ...]:
    """Those of a person, in their order; a number that stands twice counts once."""
    found: dict[str, Phone] = {}
    for text in texts if isinstance(texts, list | tuple) else ():
        if str(text).strip():
            phone = judge_phone(str(text), region)
            found.setdefault(phone.e164 or phone.given, phone)
    return tuple(found.values())


def hidden(shown: str) -> str:
    """The first three digits and the last four (two of a short number), stars between."""
    digits = re.sub(r"[^\d+]", "", shown.partition("ext")[0])
    if len(digits) <= 4:
        return digits
    last = 4 if len(digits) >= 10 else 2
    first = min(3, len(digits) - last)
    return digits[:first] + "*" * (len(digits) - first - last) + digits[-last:]


def _shown(number: phonenumbers.PhoneNumber, region: str) -> str:
    at_home = number.country_code == phonenumbers.country_code_for_region(region)
    form = PhoneNumberFormat.NATIONAL if at_home else PhoneNumberFormat.INTERNATIONAL
    return str(phonenumbers.format_number(number, form))


def _bad(given: str, problem: str) -> Phone:
    return Phone(given, False, "", given, "invalid", problem)


def _parse_problem(error: NumberParseException, given: str) -> str:
    if error.error_type == NumberParseException.TOO_LONG:
        return "too_long"
    return "too_short" if given.isdigit() else "not_a_number"


def _length_problem(number: phonenumbers.PhoneNumber) -> str:
    why = phonenumbers.is_possible_number_with_reason(number)
    if why == phonenumbers.ValidationResult.TOO_SHORT:
        return "too_short"
    if why == phonenumbers.ValidationResult.TOO_LONG:
        return "too_long"
    return "unknown"
