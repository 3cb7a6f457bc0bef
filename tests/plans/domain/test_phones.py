"""What a typed number is worth."""

import pytest

from plans.domain.phones import hidden, judge_phone, judge_phones

# given, usable, E.164, shown, kind, problem
NUMBERS = [
    ("13912345678", True, "+8613912345678", "139 1234 5678", "mobile", ""),
    ("+86 21 6888 1234", True, "+862168881234", "021 6888 1234", "fixed", ""),
    ("400-820-8820", True, "+864008208820", "400 820 8820", "service", ""),
    ("+49 30 901820", True, "+4930901820", "+49 30 901820", "fixed", ""),
    ("0049 30 901820", True, "+4930901820", "+49 30 901820", "fixed", ""),
    ("１３９１２３４５６７８", True, "+8613912345678", "139 1234 5678", "mobile", ""),
    ("95598", True, "", "95598", "short", ""),
    ("139-xxxx-xxxx", False, "", "139-xxxx-xxxx", "masked", "masked"),
    ("138****5678", False, "", "138****5678", "masked", "masked"),
    ("8001", False, "", "8001", "invalid", "too_short"),
    ("139123456789012345678", False, "", "139123456789012345678", "invalid", "too_long"),
    ("021-6888123", False, "", "021-6888123", "invalid", "unknown"),
    ("ask at the desk", False, "", "ask at the desk", "invalid", "not_a_number"),
    ("", False, "", "", "invalid", "not_a_number"),
]


@pytest.mark.parametrize(("given", "ok", "e164", "shown", "kind", "problem"), NUMBERS)
def test_a_number_is_judged(given, ok, e164, shown, kind, problem):
    phone = judge_phone(given, "CN")
    assert (phone.ok, phone.e164, phone.shown) == (ok, e164, shown)
    assert (phone.kind, phone.problem) == (kind, problem)


def test_the_region_decides_what_a_number_without_country_means():
    assert judge_phone("030 901820", "DE").e164 == "+4930901820"
    assert judge_phone("030 901820", "CN").ok is False


def test_a_wall_shows_first_and_last_digits_only():
    assert judge_phone("13912345678").masked == "139****5678"
    assert judge_phone("139-xxxx-xxxx").masked == "139-xxxx-xxxx"
    assert hidden("010 1234 5678 ext. 12") == "010****5678"
    assert hidden("110") == "110"


def test_the_link_dials_what_can_be_called():
    assert judge_phone("139 1234 5678").dialled == "+8613912345678"
    assert judge_phone("12345").dialled == "12345"
    assert judge_phone("138xxx").dialled == ""


def test_a_number_that_stands_twice_counts_once():
    assert [one.e164 for one in judge_phones(["13912345678", "+86 139 1234 5678", ""])] == [
        "+8613912345678"
    ]
    assert judge_phones("13912345678") == ()
