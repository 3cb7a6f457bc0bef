"""The page behind the code of a printed copy: anybody may scan it, and it tells no more."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.test import Client

from accounts.models import User
from plans.models import PlanVersion, PrintCopy
from plans.printing.copy_pdf import copy_pdf
from plans.services.copies import close_copy, print_copy
from tests import factories
from tests.factories import NOON
from tests.plans import paper_world as world
from tests.plans.paper_look import codes_of, kept

pytestmark = pytest.mark.django_db


@pytest.fixture
def copy(manager: User) -> PrintCopy:
    factories.organisation(timezone="Asia/Shanghai")
    version = world.effective_card(manager)
    return print_copy(
        version, format="a4", language="both", place="machine room 1", by=manager, at=NOON
    )


def words_of(copy: PrintCopy, language: str = "en") -> str:
    answer = Client().get(f"/v/{copy.token}", headers={"accept-language": language})
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_a_copy_of_the_version_in_force_is_current(copy: PrintCopy) -> None:
    words = words_of(copy)

    wanted = ["CURRENT", "现行", "应急响应流程卡", "Emergency response card", "1.0", "2026-03-02"]
    assert [one for one in wanted if one not in words] == []


def test_after_a_new_version_it_is_outdated_since_that_day(copy: PrintCopy, manager: User) -> None:
    new = world.draft(copy.plan_version.plan, manager, major=2)
    # Late in the evening where the posters hang: the next day in UTC would be a day too early.
    world.in_force(new, at=NOON + timedelta(days=2, hours=6))

    words = words_of(copy)

    assert "OUTDATED" in words
    assert "已过期" in words
    assert "2026-03-05" in words


def test_of_a_retired_plan_it_is_retired(copy: PrintCopy) -> None:
    version = copy.plan_version
    version.status, version.ended_at = "retired", NOON + timedelta(days=1)
    version.save()

    assert "RETIRED" in words_of(copy)


def test_the_code_on_the_paper_is_followed_before_and_after_a_new_version(
    copy: PrintCopy, manager: User, tmp_path: Path
) -> None:
    """Read from the rendered page, as a telephone does."""
    codes = codes_of(kept(tmp_path, copy_pdf(copy)))
    path = next(urlsplit(one).path for one in codes if "/v/" in one)

    before = Client().get(path).content.decode()
    world.in_force(world.draft(copy.plan_version.plan, manager, major=2), at=NOON)
    after = Client().get(path).content.decode()

    assert ("CURRENT" in before, "OUTDATED" in after) == (True, True)


@pytest.mark.parametrize("state", ["removed", "lost", "never printed"])
def test_what_hangs_nowhere_is_unknown_like_what_never_was(
    copy: PrintCopy, manager: User, state: str
) -> None:
    token = "A" * 12
    if state != "never printed":
        close_copy(copy, state=state, by=manager, at=NOON)
        token = copy.token

    answer = Client().get(f"/v/{token}")

    assert answer.status_code == 404
    assert b"UNKNOWN" in answer.content
    assert "应急响应流程卡" not in answer.content.decode()


def test_it_speaks_the_language_of_the_browser(copy: PrintCopy) -> None:
    answer = Client().get(f"/v/{copy.token}", headers={"accept-language": "zh-CN,zh;q=0.9"})

    assert answer.headers["Content-Language"] == "zh-hans"
    assert "CURRENT" in answer.content.decode()


def test_it_asks_one_question_and_leaves_no_cookie(
    copy: PrintCopy, manager: User, django_assert_num_queries: Any
) -> None:
    visitor = factories.login(manager)
    with django_assert_num_queries(1):
        answer = visitor.get(f"/v/{copy.token}")

    assert answer.cookies == {}
    assert answer.headers["Cache-Control"] == (
        "max-age=0, no-cache, no-store, must-revalidate, private"
    )
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"


def test_it_tells_neither_place_nor_plan_code_nor_people(copy: PrintCopy) -> None:
    words = words_of(copy)

    hidden = ["machine room", "response-card", "张三", "manager", "139", "<script", "<form"]
    assert [one for one in hidden if one in words] == []


def test_guessing_is_held_back_per_address() -> None:
    client = Client()
    answers = [client.get(f"/v/{'B' * 11}{number % 10}").status_code for number in range(22)]
    other = Client(REMOTE_ADDR="10.0.0.9").get(f"/v/{'B' * 12}")

    assert answers == [404] * 20 + [429] * 2
    assert other.status_code == 404


@pytest.mark.parametrize("token", ["", "%00", "../etc", "x" * 500, "é", "a b"])
def test_what_is_no_token_is_not_found(db: None, token: str) -> None:
    assert Client().get(f"/v/{token}").status_code == 404


def test_only_reading_is_answered(copy: PrintCopy) -> None:
    assert Client().post(f"/v/{copy.token}").status_code == 405


def test_opening_asks_for_a_login_and_leads_to_the_plan(copy: PrintCopy, manager: User) -> None:
    path = f"/v/{copy.token}/open/"

    assert Client().get(path).headers["Location"].startswith("/accounts/login/")
    assert factories.login(manager).get(path).headers["Location"] == "/plans/response-card/"


def test_a_restricted_plan_opens_for_those_who_may_see_it(
    copy: PrintCopy, manager: User, charlie: User
) -> None:
    plan = copy.plan_version.plan
    plan.confidentiality = "restricted"
    plan.save()

    assert factories.login(charlie).get(f"/v/{copy.token}/open/").status_code == 404
    assert PlanVersion.objects.visible_to(manager).exists()
