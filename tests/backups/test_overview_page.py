"""Could we restore, right now? One row a system, what hurts most first."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from backups.overview import overview, totals
from backups.overview.bar import bar_of
from backups.words.ages import coarse
from tests import factories
from tests.backups import made
from tests.backups.story import Story, story

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def told(db: None) -> Story:
    return story(timezone.now())


def page(user: User, query: str = "") -> Any:
    answer = factories.login(user).get(f"/backups/{query}")
    assert answer.status_code == 200
    return answer


def names(answer: Any) -> list[str]:
    return [one["row"].subject.name for one in answer.context["listing"].rows]


def test_a_row_a_system_what_hurts_most_first(told: Story, manager: User) -> None:
    rows = {one["row"].subject.code: one for one in page(manager).context["listing"].rows}
    assert list(rows) == ["orders", "portal"]
    assert rows["orders"]["row"].bar.status == "missed"
    assert rows["orders"]["row"].standing.failed
    assert rows["orders"]["failed"] == ["Checksums", "Completeness"]
    assert rows["portal"]["row"].standing.late
    assert rows["portal"]["row"].test_late
    assert [dot.met for dot in rows["portal"]["dots"]] == [False, False, False, False, True]


def test_the_headline_is_the_age_of_the_oldest_proof(told: Story, manager: User) -> None:
    now = timezone.now()
    figures = totals(overview(manager, now).found, now)
    assert (figures.systems, figures.missed, figures.no_policy) == (2, 2, 1)
    assert figures.proof_age_s is not None
    assert abs(figures.proof_age_s - (8 * 86_400 - 3_600)) < 60


def test_chips_search_and_sites_filter(told: Story, manager: User) -> None:
    assert names(page(manager, "?status=failed")) == ["Order management"]
    assert names(page(manager, "?status=late")) == ["Customer portal"]
    assert names(page(manager, "?status=no_policy")) == ["Wiki"]
    assert names(page(manager, "?status=nothing")) == []
    assert names(page(manager, "?search=PORTAL")) == ["Customer portal"]
    assert names(page(manager, "?site=dc-b")) == []
    assert names(page(manager, "?ordering=-system")) == ["Order management", "Customer portal"]


def test_one_click_leads_to_a_filled_in_action(told: Story, manager: User) -> None:
    url = page(manager).context["listing"].rows[0]["action_url"]
    form = factories.login(manager).get(url).context["form"]
    assert form.initial["subject"] == "system:orders"
    assert form.initial["criterion_measure"] == "rpo"
    assert form.initial["criterion_limit_s"] == 86_400


def test_an_auditor_sees_but_is_offered_no_action(told: Story, auditor: User) -> None:
    assert [one["action_url"] for one in page(auditor).context["listing"].rows] == ["", ""]


def test_the_questions_to_the_database_do_not_grow(manager: User) -> None:
    client = factories.login(manager)

    def questions() -> int:
        """Session, user and menu too; the ticker's age is asked for once in five seconds."""
        for _again in range(2):
            client.get("/backups/")
        with CaptureQueriesContext(connection) as found:
            client.get("/backups/")
        return sum("followup_tickerstate" not in one["sql"] for one in found)

    def one_more(code: str) -> None:
        nas = made.location(f"nas-{code}")
        for method in ("full", "incremental"):
            policy = made.policy(f"{code}-{method}", system=code, locations=(nas,), method=method)
            one = made.backup_set(policy, at=timezone.now() - 2 * HOUR)
            made.copy(one, nas)
            made.check(made.verification(one), "checksum")
            made.restore_test(one)

    one_more("first")
    alone = questions()
    one_more("second")
    one_more("third")
    assert (questions(), alone <= 11) == (alone, True)


def test_without_policies_the_page_says_what_to_do_next(manager: User) -> None:
    assert "Add a policy" in page(manager).content.decode()


@pytest.mark.parametrize(
    ("age_s", "required_s", "used", "limit"),
    [(50, 100, "50.0", ""), (100, 100, "100.0", ""), (400, 100, "100.0", "25.0"),
     (0, 0, "100.0", ""), (5, 0, "100.0", "0.0"), (None, 100, "0.0", "")],
)  # fmt: skip
def test_the_bar_shows_where_the_limit_lies(
    age_s: int | None, required_s: int, used: str, limit: str
) -> None:
    bar = bar_of(age_s, required_s, "met")
    assert (bar.used, bar.limit) == (used, limit)


@pytest.mark.parametrize(
    ("age_s", "shown_s"),
    [(None, None), (0, 0), (59, 59), (7_201, 7_260), (172_801, 176_400), (1_209_601, 1_296_000)],
)
def test_ages_are_rounded_up_never_to_look_younger(age_s: int | None, shown_s: int | None) -> None:
    assert coarse(age_s) == shown_s


def test_the_dashboard_names_what_is_outside_its_rpo(told: Story, manager: User) -> None:
    backups = factories.login(manager).get("/").context["backups"]
    assert [one.standing.subject.code for one in backups.outside] == ["orders", "portal"]
    assert backups.more == 0


def test_the_page_of_a_system_shows_its_backups(told: Story, manager: User) -> None:
    client = factories.login(manager)
    panel = client.get("/systems/orders/").context["panels"][0].data
    assert [one["family"].newest_set_code for one in panel["families"]] == [told.good.code]
    assert "No policy says how it is backed up." in client.get("/systems/wiki/").content.decode()
