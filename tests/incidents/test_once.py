"""A form that arrives twice does its deed once (CON-3)."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import RequestFactory

from accounts.models import IdempotencyKey
from incidents.once import once
from lib.errors import Refused
from tests.incidents import world

pytestmark = pytest.mark.django_db


def sent(path: str = "/x/", **fields: str) -> Any:
    request = RequestFactory().post(path, fields)
    request.user = world.the("dan")
    return request


def test_the_second_one_gets_the_answer_of_the_first() -> None:
    deeds: list[int] = []

    def deed() -> str:
        deeds.append(1)
        return f"/made/{len(deeds)}/"

    answers = [once(sent(key="k", text="a"), deed) for _time in range(3)]
    assert answers == [("/made/1/", True), ("/made/1/", False), ("/made/1/", False)]
    assert deeds == [1]


def test_other_words_another_place_or_no_key_are_other_deeds() -> None:
    made = iter(range(9))

    def deed() -> str:
        return str(next(made))

    requests = [
        sent(key="k", text="a"), sent(key="k", text="b"), sent("/y/", key="k", text="a"),
        sent(text="a"), sent(text="a"),
    ]  # fmt: skip
    assert [once(one, deed) for one in requests] == [(str(n), True) for n in range(5)]


def test_the_time_the_queue_adds_and_a_new_token_change_nothing() -> None:
    deed = iter(["1", "2"])
    first = once(sent(key="k", text="a", csrfmiddlewaretoken="x"), lambda: next(deed))
    later = sent(key="k", text="a", at="2026-03-02T02:00Z", csrfmiddlewaretoken="y")
    assert (first, once(later, lambda: next(deed))) == (("1", True), ("1", False))


def test_a_refusal_leaves_no_key() -> None:
    def refuse() -> str:
        raise Refused("no", "No.", "text")

    with pytest.raises(Refused):
        once(sent(key="k"), refuse)
    assert IdempotencyKey.objects.count() == 0
