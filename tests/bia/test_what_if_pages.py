"""The pages of the what-if on the complete sample."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from bia.models import Dependency, Scenario, System
from tests import factories
from tests.bia.sample_loaded import sample

pytestmark = pytest.mark.django_db

LIST, NEW = "/what-if/", "/what-if/new/"
FIRE = {"failed": ["site:dc-a"], "teams": "2"}


@pytest.fixture(scope="module", autouse=True)
def _complete(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    with sample(django_db_blocker, "aftersales-complete", "en"):
        Scenario.objects.all().delete()  # the sample keeps some; these tests count their own
        yield


@pytest.fixture
def boss() -> User:
    user = User.objects.get(username="manager")
    user.language = "en"
    user.save()
    return user


def get(user: User, path: str = NEW, **query: Any) -> Any:
    return factories.login(user).get(path, query)


def text(answer: Any) -> str:
    assert answer.status_code == 200, answer.status_code
    plain = re.sub(r"<(script|style).*?</\1>", "", answer.content.decode(), flags=re.S)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", plain))


def keep(user: User, **fields: Any) -> Scenario:
    answer = factories.login(user).post(NEW, FIRE | {"name": "Fire"} | fields)
    assert answer.status_code == 302, answer.content.decode()
    return Scenario.objects.get(code=answer["Location"].rstrip("/").rpartition("/")[2])


def test_nothing_asked_yet(boss: User) -> None:
    page = text(get(boss))
    assert "Show what happens" in page
    assert "At this moment" not in page


def test_the_address_is_the_question(boss: User) -> None:
    answer = get(boss, **FIRE)
    assert "CNY 340,222.22" in text(answer)
    assert answer.context["missed"] == {"rto": 1, "mtd": 0}


@pytest.mark.parametrize(
    ("at", "counts"),
    [
        ("0", (8, 0, 0)),
        ("3300", (7, 0, 1)),
        ("6400", (4, 1, 3)),
        ("21300", (0, 0, 8)),
        ("99999999", (0, 0, 8)),
        ("-5", (8, 0, 0)),
        ("soon", (8, 0, 0)),
        ("9" * 30, (8, 0, 0)),
    ],
)
def test_the_moment_is_chosen_by_the_address(boss: User, at: str, counts: Any) -> None:
    found = get(boss, at=at, **FIRE).context["counts"]
    assert (found["down"], found["workaround"], found["back"]) == counts


def test_the_loss_so_far(boss: User) -> None:
    assert "CNY 194,055.56" in text(get(boss, at="3300", **FIRE))


def test_what_is_typed_joins_the_question_and_the_address(boss: User) -> None:
    answer = get(boss, add="Dispatch, system:crm, Inventory", failed=["site:dc-b"], lasts="2 h")
    query = parse_qs(urlsplit(answer["Location"]).query)
    assert query == {
        "failed": ["site:dc-b", "system:dispatch", "system:crm", "system:inventory"],
        "lasts": ["2 h"],
    }


@pytest.mark.parametrize(
    ("query", "message"),
    [
        ({"failed": ["site:nowhere"]}, "There is no “site:nowhere”."),
        ({"failed": ["x\0"]}, "There is no “x”."),
        ({"add": "something"}, "There is no “something”."),
        ({"teams": "0"}, "greater than or equal to 1"),
        ({"teams": "many"}, "whole number"),
        ({"lasts": "soon"}, "is not a duration"),
        ({"lasts": "99999 d"}, "at most"),
        ({"start": "yesterday"}, "valid date"),
        ({"start": "9999-12-31T23:59"}, "between 2000 and 2199"),
        ({"staff": "101"}, "less than or equal to 100"),
        ({"failed": [f"system:{n}" for n in range(1001)]}, "At most 1000"),
    ],
)
def test_nonsense_is_shown_at_the_form(boss: User, query: Any, message: str) -> None:
    answer = get(boss, **query)
    assert answer.status_code == 400
    assert message in answer.content.decode()


def test_with_and_without_recovery_beside_each_other(boss: User) -> None:
    page = text(get(boss, v_lasts="12 h", **FIRE))
    assert "CNY 2,924,000" in page
    assert "CNY 2,583,777.78" in page


def test_more_teams_beside(boss: User) -> None:
    answer = get(boss, v_teams="4", **FIRE)
    assert answer.context["compared"]["difference"] < 0


def test_nonsense_about_the_variant_compares_nothing(boss: User) -> None:
    answer = get(boss, v_lasts="never", v_teams="0", beside="nothing", **FIRE)
    assert answer.status_code == 200
    assert answer.context["compared"] is None


def test_a_question_is_kept_and_answers_at_its_own_address(boss: User) -> None:
    kept = keep(boss, lasts="12 h", start="2026-03-31T09:00", staff="80", shift="1 d")
    assert kept.inputs == {
        "failed": ["site:dc-a"], "start": "2026-03-31T09:00:00+08:00", "duration_s": 43_200,
        "teams": 2, "decision_s": 0, "sample_at_s": [], "restore_point_shift_s": 86_400,
        "staff_share": "0.8",
    }  # fmt: skip
    page = text(get(boss, f"/what-if/{kept.code}/", at="3600"))
    assert "2026-03-31 09:00 Asia/Shanghai" in page
    assert "Fire" in text(get(boss, LIST))


def test_a_name_is_needed_and_nothing_typed_is_lost(boss: User) -> None:
    answer = factories.login(boss).post(NEW, FIRE | {"name": ""})
    page = answer.content.decode()
    assert answer.status_code == 200
    assert 'value="site:dc-a"' in page
    assert "checked" in page
    assert Scenario.objects.count() == 0


def test_a_code_that_is_taken_is_refused_at_its_field(boss: User) -> None:
    keep(boss, code="fire")
    answer = factories.login(boss).post(NEW, FIRE | {"name": "Again", "code": "fire"})
    assert "code" in answer.context["form"].errors


def test_a_kept_question_is_changed(boss: User) -> None:
    kept = keep(boss)
    data = {"failed": ["kind:application"], "name": "Attack", "version": "1", "code": kept.code}
    answer = factories.login(boss).post(f"/what-if/{kept.code}/edit/", data)
    kept.refresh_from_db()
    assert (answer.status_code, kept.name, kept.version) == (302, "Attack", 2)
    assert kept.inputs["failed"] == ["kind:application"]


def test_a_stale_edit_shows_both(boss: User) -> None:
    kept = keep(boss)
    page = f"/what-if/{kept.code}/edit/"
    client = factories.login(boss)
    client.post(page, FIRE | {"name": "Flood", "version": "1", "code": kept.code})
    answer = client.post(page, FIRE | {"name": "Storm", "version": "1", "code": kept.code})
    assert answer.status_code == 409
    assert "Flood" in answer.content.decode()
    assert "Storm" in answer.content.decode()


def test_a_variant_is_compared_with_what_it_varies(boss: User) -> None:
    first, second = keep(boss), keep(boss, name="No recovery", lasts="12 h")
    Scenario.objects.filter(pk=second.pk).update(variant_of=first)
    answer = get(boss, f"/what-if/{second.code}/")
    assert answer.context["compared"]["other"].inputs.teams == 2
    assert "Its variants" in text(get(boss, f"/what-if/{first.code}/"))


def test_it_is_deleted_after_a_summary(boss: User) -> None:
    kept = keep(boss)
    page = f"/what-if/{kept.code}/delete/"
    assert kept.code in text(get(boss, page))
    assert factories.login(boss).post(page).status_code == 302
    assert not Scenario.objects.exists()


def test_who_may_not_keep_still_asks(boss: User) -> None:
    kept = keep(boss)
    auditor = User.objects.get(username="auditor")
    client = factories.login(auditor)
    answer = client.get(NEW, FIRE)
    assert answer.status_code == 200
    assert answer.context["may_keep"] is False
    assert client.post(NEW, FIRE | {"name": "x"}).status_code == 403
    assert client.get(f"/what-if/{kept.code}/").status_code == 200
    for verb in ("edit", "delete"):
        assert client.get(f"/what-if/{kept.code}/{verb}/").status_code == 403
        assert client.post(f"/what-if/{kept.code}/{verb}/").status_code == 403


def test_who_sees_no_assessments_sees_no_scenario(boss: User) -> None:
    kept = keep(boss)
    client = factories.login(factories.user("nobody"))
    assert client.get(LIST).status_code == 403
    assert client.get(NEW).status_code == 403
    assert client.get(f"/what-if/{kept.code}/").status_code == 404


def test_an_owner_sees_own_processes_but_the_whole_loss() -> None:
    alice = factories.user("alice-of-parts", "process_owner", department="parts-store")
    page = text(get(alice, **FIRE))
    assert "7 more processes are hit" in page
    assert "CNY 340,222.22" in page
    assert "Parts allocation" in page
    assert "Booking" not in page


@pytest.mark.parametrize("path", ["/what-if/nothing/", "/what-if/nothing/edit/", "/what-if/a%00b/"])
def test_what_is_not_there(boss: User, path: str) -> None:
    assert get(boss, path).status_code == 404


@pytest.mark.parametrize(
    "query", [{}, FIRE, {"failed": ["supplier:carrier-a", "supplier:carrier-b"]}]
)
def test_every_string_has_its_place_in_chinese(boss: User, query: Any) -> None:
    boss.language = "zh-hans"
    boss.save()
    assert get(boss, **query).status_code == 200


def test_queries_do_not_grow_with_the_register(boss: User) -> None:
    client = factories.login(boss)
    counts = []
    for n in range(3):
        for m in range(3 * n):
            factories.process(f"extra-{n}-{m}")
            factories.system(f"other-{n}-{m}")
        client.get(NEW, FIRE)
        with CaptureQueriesContext(connection) as captured:
            client.get(NEW, FIRE)
        counts.append(len(captured))
    assert counts[0] == counts[1] == counts[2]


def test_queries_of_the_list_do_not_grow(boss: User) -> None:
    client = factories.login(boss)
    counts = []
    for n in range(3):
        keep(boss, name=f"Fire {n}")
        with CaptureQueriesContext(connection) as captured:
            client.get(LIST)
        counts.append(len(captured))
    assert counts[1] == counts[2]


def test_what_has_no_duration_is_said_and_proves_nothing(boss: User) -> None:
    process, system = factories.process("p", rto_s=60, mtd_s=60), factories.system("nameless")
    Dependency.objects.create(code="e", dependent_process=process, needs_system=system)
    answer = get(boss, failed=["system:nameless"], at="5")
    assert "It counts as 0" in text(answer)
    assert [row.outage.status for row in answer.context["rows"]] == ["unknown"]


def test_a_link_to_ask_again_names_only_what_may_be_seen(boss: User) -> None:
    kept = keep(boss, failed=["process:booking", "process:parts"])
    alice = factories.user("alice-of-parts", "process_owner", department="parts-store")
    answer = get(alice, f"/what-if/{kept.code}/")
    assert answer.context["query"] == "failed=process%3Aparts&teams=2"
    assert "process:booking" not in answer.content.decode()


def test_no_figure_rests_on_durations_nobody_stated(boss: User) -> None:
    System.objects.update(restore_s=None)
    answer = get(boss, failed=["system:bi"])
    page = text(answer)
    assert "Loss in all nothing known" in page
    assert "All back at nothing known" in page
    assert "every process is back within its objectives" not in page
    assert "Loss so far nothing known" in page
    counts, hit = answer.context["counts"], answer.context["hit"]
    assert (counts["unstated"], counts["back"]) == (hit, 0)
    shown = [one["segments"] for one in answer.context["slider"]["processes"]]
    assert shown == [((0, None, "unstated"),)] * hit
    drawn = [one["state"] for one in answer.context["timeline_spec"]["layer"][3]["data"]["values"]]
    assert drawn == ["Duration not stated"] * hit
    assert 'data-vega-spec="loss-spec"' not in answer.content.decode()
