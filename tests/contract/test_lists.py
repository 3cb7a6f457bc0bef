"""Lists: pages of 50, at most 500; search, order and filters."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from rest_framework.test import APIClient

from bia.models import Site
from tests.contract.world import BODIES, GIVEN, build, create, path, problems

Made = dict[str, dict[str, Any]]

SITES = path("sites")
EVERY = [*BODIES, *GIVEN]


@pytest.fixture
def many(db: None) -> None:
    Site.objects.bulk_create(
        Site(code=f"s-{n:03}", name=f"Site {n:03}", region="east" if n % 2 else "west")
        for n in range(510)
    )


def codes(response: Any) -> list[str]:
    return [one["code"] for one in response.json()["results"]]


@pytest.mark.parametrize("resource", EVERY)
def test_a_list_has_the_four_keys(as_manager: APIClient, made: Made, resource: str) -> None:
    body = as_manager.get(path(resource)).json()
    assert list(body) == ["count", "next", "previous", "results"]
    assert body["count"] == len(body["results"]) >= 1


def test_a_page_holds_fifty(as_manager: APIClient, many: None) -> None:
    body = as_manager.get(SITES).json()
    assert (body["count"], len(body["results"]), body["previous"]) == (510, 50, None)
    following = as_manager.get(body["next"]).json()
    assert following["results"][0]["code"] == "s-050"
    assert as_manager.get(following["previous"]).json()["results"] == body["results"]


@pytest.mark.parametrize(("asked", "given"), [("1", 1), ("500", 500), ("501", 500), ("99999", 500)])
def test_a_page_is_as_long_as_asked_up_to_five_hundred(
    as_manager: APIClient, many: None, asked: str, given: int
) -> None:
    assert len(codes(as_manager.get(SITES, {"limit": asked}))) == given


def test_an_offset_skips(as_manager: APIClient, many: None) -> None:
    response = as_manager.get(SITES, {"limit": 2, "offset": 508})
    assert codes(response) == ["s-508", "s-509"]
    assert response.json()["next"] is None
    assert codes(as_manager.get(SITES, {"offset": 9999})) == []


@pytest.mark.parametrize("name", ["limit", "offset"])
@pytest.mark.parametrize("wrong", ["-1", "x", "1.5", "1e3", "٣", "9" * 30])
def test_nonsense_in_a_page_is_refused(
    as_manager: APIClient, db: None, name: str, wrong: str
) -> None:
    response = as_manager.get(SITES, {name: wrong})
    assert (response.status_code, [attr for _, attr in problems(response)]) == (400, [name])


@pytest.mark.parametrize("resource", [name for name in EVERY if name != "time-bands"])
def test_a_search_finds_by_code(as_manager: APIClient, made: Made, resource: str) -> None:
    code = made[resource]["code"]
    assert code in codes(as_manager.get(path(resource), {"search": code}))
    assert codes(as_manager.get(path(resource), {"search": "no such thing"})) == []


def test_a_search_finds_by_name_in_any_case(as_manager: APIClient, many: None) -> None:
    assert codes(as_manager.get(SITES, {"search": "SITE 007"})) == ["s-007"]


def test_a_list_is_ordered_up_and_down(as_manager: APIClient, many: None) -> None:
    up = codes(as_manager.get(SITES, {"ordering": "code", "limit": 500}))
    down = codes(as_manager.get(SITES, {"ordering": "-code", "limit": 500}))
    assert (up[0], down[0]) == ("s-000", "s-509")
    assert (up, down) == (sorted(up), sorted(down, reverse=True))


@pytest.mark.parametrize("resource", EVERY)
def test_unknown_orders_do_no_harm(as_manager: APIClient, made: Made, resource: str) -> None:
    for ordering in ("nothing", "-", "password", "code__x", "\x00", "code,-code"):
        response = as_manager.get(path(resource), {"ordering": ordering})
        assert response.status_code in (200, 400), ordering


FILTERS = [
    ("sites", "kind", "dr", "office"),
    ("sites", "region", "east", "west"),
    ("departments", "parent", "after-sales", "rescue"),
    ("people", "department", "rescue", "after-sales"),
    ("people", "username", "alice", "manager"),
    ("systems", "kind", "service", "team"),
    ("systems", "importance", "core", "general"),
    ("systems", "site", "dc-a", None),
    ("systems", "supplier", "carrier", None),
    ("processes", "department", "rescue", "after-sales"),
    ("processes", "owner", "p-101", "p-100"),
    ("processes", "critical", "true", "false"),
    ("processes", "life_safety", "true", "false"),
    ("processes", "tier", None, "week"),
    ("dependencies", "mode", "parallel", "serial"),
    ("dependencies", "strength", "degrading", "hard"),
    ("dependencies", "dependent", "process:road-rescue", "system:dispatch"),
    ("dependencies", "needs", "system:dispatch", "site:dc-a"),
    ("assessments", "status", "draft", "approved"),
    ("assessments", "process", "road-rescue", None),
    ("measurements", "subject", "system:dispatch", "process:road-rescue"),
    ("measurements", "kind", "rto", "rpo"),
    ("measurements", "confidence", "simulated", "measured"),
    ("recovery-options", "system", "dispatch", None),
    ("recovery-options", "level", "5", "4"),
    ("loss-profiles", "process", "road-rescue", None),
    ("loss-profiles", "basis", "rates", "assessment"),
    ("incidents", "status", "reported", "closed"),
    ("incidents", "category", "database", "power"),
    ("incidents", "system", "dispatch", "csm"),
    ("incidents", "process", None, "csm"),
    ("incidents", "external_id", "monitor-1", "monitor-2"),
    ("reports", "kind", "bia", None),
    ("reports", "state", "queued", "failed"),
]


@pytest.mark.parametrize(("resource", "field", "its_own", "another"), FILTERS)
def test_a_list_is_filtered_by_field(
    as_manager: APIClient, made: Made, resource: str, field: str, its_own: Any, another: Any
) -> None:
    code = made[resource]["code"]
    if its_own is not None:
        assert code in codes(as_manager.get(path(resource), {field: its_own}))
    if another is not None:
        assert code not in codes(as_manager.get(path(resource), {field: another}))


@pytest.mark.parametrize(("resource", "field"), sorted({(one[0], one[1]) for one in FILTERS}))
@pytest.mark.parametrize("value", ["\x00", "no such thing", "1' OR '1'='1", "system:", "😀"])
def test_any_filter_value_is_answered_or_refused(
    as_manager: APIClient, db: None, resource: str, field: str, value: str
) -> None:
    response = as_manager.get(f"{path(resource)}?{field}={quote(value)}")
    assert response.status_code in (200, 400)
    if response.status_code == 200:
        assert codes(response) == []


@pytest.mark.parametrize("resource", EVERY)
def test_a_search_for_what_no_text_holds_is_harmless(
    as_manager: APIClient, db: None, resource: str
) -> None:
    for words in ("\x00", "%", "'", '"', "\\", "a" * 5000):
        status = as_manager.get(f"{path(resource)}?search={quote(words)}").status_code
        assert status in (200, 400), words


def test_a_list_takes_the_same_number_of_queries_however_long(
    as_manager: APIClient, alice: Any, catalogue: None, django_assert_max_num_queries: Any
) -> None:
    build(as_manager, "dependencies")
    for resource in ("sites", "departments", "people", "suppliers", "systems", "processes"):
        counts = []
        for times in ("once", "twice"):
            # The level each system needs comes out of the analysis, read anew after a change.
            most = 30 if resource == "systems" else 12
            with django_assert_max_num_queries(most) as seen:
                assert as_manager.get(path(resource)).status_code == 200
            counts.append(len(seen))
            for n in range(2):
                create(as_manager, resource, code=f"{times}-{n}", **ONLY_ONCE.get(resource, {}))
        assert counts[0] == counts[1], resource


ONLY_ONCE = {"people": {"username": None}}
