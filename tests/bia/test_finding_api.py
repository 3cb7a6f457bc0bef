"""Findings over REST: what they hold, who sees and dismisses them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import User
from bia.models import Finding
from bia.services.findings import check_findings
from tests import factories
from tests.bia.findings_world import HOUR, catalogues, low_level, needs
from tests.factories import NOON

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_rules_alone")]

URL = "/api/v1/findings/"


def soon(days: int = 30) -> str:
    return (factories.today() + timedelta(days=days)).isoformat()


def two_departments() -> None:
    """Alice's and Charlie's processes hang on one system without an RTO."""
    catalogues()
    shop = factories.system("shop")
    for code, department in (("sell", "sales"), ("store", "warehouse")):
        process = factories.process(code, department=department, critical=True)
        needs(process, shop)
        factories.process(f"{code}-more", department=department, critical=True)
    check_findings(at=NOON)


def test_a_finding_tells_numbers_words_and_where_it_is_explained(manager: User) -> None:
    low_level()
    check_findings(at=NOON)
    one = factories.api(manager, "en").get(f"{URL}FND-2026-0001/").json()
    assert {name: one[name] for name in ("rule", "severity", "state", "subject", "system")} == {
        "rule": "dr_level_too_low",
        "severity": "medium",
        "state": "open",
        "subject": "system:parts",
        "system": "parts",
    }
    assert one["params"]["over_rto_s"] == 8 * HOUR
    assert one["because"].startswith("Level 3 is back after 12 h at its best")
    assert (one["section"], one["critical"], one["process"]) == ("§21.1", False, None)


def test_words_are_in_the_callers_language(manager: User) -> None:
    low_level()
    check_findings(at=NOON)
    told = factories.api(manager, "zh-hans").get(f"{URL}FND-2026-0001/").json()["because"]
    assert "8 小时" in told


@pytest.mark.parametrize(
    ("query", "count"),
    [
        ("", 3),
        ("?state=open", 3),
        ("?state=cleared", 0),
        ("?severity=high", 3),
        ("?severity=low", 0),
        ("?rule=system_without_rto", 1),
        ("?critical=true", 3),
        ("?critical=false", 0),
        ("?system=shop", 1),
        ("?process=sell-more", 1),
        ("?subject=system:shop", 1),
        ("?search=more", 2),
        ("?limit=1", 3),
    ],
)
def test_filters(manager: User, query: str, count: int) -> None:
    two_departments()
    assert factories.api(manager).get(f"{URL}{query}").json()["count"] == count


@pytest.mark.parametrize("query", ["?state=gone", "?rule=none", "?critical=maybe", "?process=x"])
def test_nonsense_in_a_filter_is_refused(manager: User, query: str) -> None:
    assert factories.api(manager).get(f"{URL}{query}").status_code == 400


def test_an_owner_sees_shared_things_and_own_processes_but_no_others(alice: User) -> None:
    two_departments()
    client = factories.api(alice, "en")
    rows = {one["subject"]: one for one in client.get(URL).json()["results"]}
    assert set(rows) == {"system:shop", "process:sell-more"}
    shop = rows["system:shop"]
    assert shop["params"]["processes"] == ["process:sell"]
    assert shop["because"] == (
        "No RTO is set, and what is critical needs it directly: Sell, another process."
        " No MTD is set there either."
    )
    assert "Store" not in str(shop)
    hidden = Finding.objects.get(subject="process:store-more").code
    assert client.get(f"{URL}{hidden}/").status_code == 404


def test_a_dismissal_and_its_end(manager: User) -> None:
    low_level()
    check_findings(at=NOON)
    client = factories.api(manager)
    noun = f"{URL}FND-2026-0001/dismissal/"
    made = client.post(noun, {"reason": "Budget comes in May", "until": soon()}, format="json")
    assert (made.status_code, made.json()["state"], made.json()["dismissed_by"]) == (
        *(200, "dismissed"),
        "manager",
    )
    assert client.delete(noun).json()["state"] == "open"
    assert client.delete(noun).status_code == 409


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"until": "2999-01-01"}, "reason"),
        ({"reason": "x", "until": "2999-01-01"}, "until"),
        ({"reason": "x", "until": "2001-01-01"}, "until"),
        ({"reason": "x", "until": "yesterday"}, "until"),
        ({"reason": 7, "until": "2999-01-01"}, "reason"),
        ({"reason": "x", "until": "2999-01-01", "forever": True}, "forever"),
    ],
)
def test_a_dismissal_that_cannot_be_is_refused_at_its_field(
    manager: User, body: dict[str, Any], field: str
) -> None:
    low_level()
    check_findings(at=NOON)
    answer = factories.api(manager).post(f"{URL}FND-2026-0001/dismissal/", body, format="json")
    assert answer.status_code == 400
    assert field in [error["attr"] for error in answer.json()["errors"]]


def test_rules_write_findings_and_nobody_else(manager: User, auditor: User, alice: User) -> None:
    low_level()
    check_findings(at=NOON)
    assert factories.api(manager).post(URL, {}, format="json").status_code == 405
    assert factories.api(manager).delete(f"{URL}FND-2026-0001/").status_code == 405
    body = {"reason": "x", "until": soon()}
    for person in (auditor, alice):
        client = factories.api(person)
        assert client.get(URL).json()["count"] == 1
        dismissal = client.post(f"{URL}FND-2026-0001/dismissal/", body, format="json")
        assert dismissal.status_code == 403
        assert client.post(f"{URL}checks/").status_code == 403
    assert factories.api(None).get(URL).status_code == 401


def test_a_check_on_demand(manager: User) -> None:
    low_level()
    client = factories.api(manager)
    first = client.post(f"{URL}checks/")
    assert (first.status_code, first.json()) == (
        201,
        {"raised": 1, "changed": 0, "cleared": 0, "skipped": False},
    )
    assert client.post(f"{URL}checks/").json()["raised"] == 0


def test_the_number_of_queries_does_not_grow(manager: User) -> None:
    catalogues()
    client = factories.api(manager)
    counts = []
    for number in (1, 3):
        while Finding.objects.count() < number:
            factories.process(f"guard-{Finding.objects.count()}", critical=True)
            check_findings(at=NOON)
        client.get(URL)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(URL).json()["count"] == number
        counts.append(len(queries))
    assert counts[0] == counts[1]
