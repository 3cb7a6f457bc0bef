"""The findings' pages: list, detail, dismissal, check, action."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from bia.models import Finding, System
from bia.services.findings import check_findings, dismiss_finding
from tests import factories
from tests.bia.findings_world import catalogues, low_level, needs

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("own_rules_alone")]

CODE = f"FND-{timezone.now().year}-0001"


@pytest.fixture
def finding(db: None) -> Finding:
    low_level()
    check_findings(at=timezone.now())
    return Finding.objects.get()


def page(user: User, path: str = "", language: str = "en") -> str:
    browser = factories.login(user)
    answer = browser.get(f"/findings/{path}", headers={"accept-language": language})
    assert answer.status_code == 200
    return answer.content.decode()


def test_the_list_shows_what_is_open(finding: Finding, manager: User) -> None:
    html = page(manager)
    assert "Level 3 is back after 12 h at its best, 4 h are required: 8 h too long." in html
    assert finding.code in html
    assert "Check now" in html


def test_an_empty_list_says_what_it_is_for(manager: User) -> None:
    assert "No finding is open" in page(manager)


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", True),
        ("?state=dismissed", False),
        ("?state=all&severity=medium", True),
        ("?severity=high", False),
        ("?rule=dr_level_too_low", True),
        ("?rule=circular_dependency", False),
        ("?critical=1", False),
        ("?search=parts", True),
        ("?search=nothing", False),
        ("?state=nonsense&severity=x&rule=%00&critical=7&limit=a&offset=-3&ordering=q", True),
    ],
)
def test_chips_and_search(finding: Finding, manager: User, query: str, shown: bool) -> None:
    assert (finding.code in page(manager, query)) is shown


def test_an_owner_reads_no_name_of_another_department(alice: User) -> None:
    catalogues()
    shop = factories.system("shop")
    needs(factories.process("sell", department="sales", critical=True), shop)
    needs(factories.process("vault", department="warehouse", critical=True), shop)
    factories.process("guard", department="warehouse", critical=True)
    check_findings(at=timezone.now())
    html = page(alice)
    assert "Sell, another process" in html
    assert "Vault" not in html
    assert "Guard" not in html
    codes = {one.subject: one.code for one in Finding.objects.all()}
    assert "Vault" not in page(alice, f"{codes['system:shop']}/")
    browser = factories.login(alice)
    assert browser.get(f"/findings/{codes['process:guard']}/").status_code == 404


def test_one_click_leads_to_a_filled_in_action(finding: Finding, manager: User) -> None:
    browser = factories.login(manager)
    url = browser.get(f"/findings/{finding.code}/").context["new_action_url"]
    fields = {name: values[0] for name, values in parse_qs(urlsplit(url).query).items()}
    assert (fields["source"], fields["source_ref"], fields["subject"], fields["priority"]) == (
        *("finding", f"finding:{finding.code}"),
        "system:parts",
        "P2",
    )
    assert browser.get(url).status_code == 200


def test_an_action_from_the_finding_stands_beside_it(finding: Finding, manager: User) -> None:
    fields = {"source": "finding", "source_ref": f"finding:{finding.code}", "state": "open"}
    factories.action("ACT-2026-0001", subject_kind="system", subject_code="parts", **fields)
    html = page(manager)
    assert "ACT-2026-0001" in html
    assert "source=finding" not in html
    assert "ACT-2026-0001" in page(manager, f"{finding.code}/")


def test_a_dismissal_shows_first_what_is_left_aside(finding: Finding, manager: User) -> None:
    html = page(manager, f"{finding.code}/dismissal/")
    assert "8 h too long" in html
    browser = factories.login(manager)
    until = factories.today() + timedelta(days=20)
    form = {"reason": "Budget in May", "until": until.isoformat(), "version": finding.version}
    answer = browser.post(f"/findings/{finding.code}/dismissal/", form)
    assert answer.status_code == 302
    finding.refresh_from_db()
    assert (finding.state, finding.dismissed_until) == ("dismissed", until)
    detail = page(manager, f"{finding.code}/")
    assert "Budget in May" in detail
    assert f"Dismissed; counts again from {until.isoformat()}" in detail
    assert finding.code not in page(manager)
    browser.post(f"/findings/{finding.code}/dismissal/withdrawal/")
    finding.refresh_from_db()
    assert finding.state == "open"


def test_a_wrong_dismissal_keeps_what_was_typed(finding: Finding, manager: User) -> None:
    browser = factories.login(manager)
    form = {"reason": "Because", "until": "2001-01-01", "version": finding.version}
    answer = browser.post(f"/findings/{finding.code}/dismissal/", form)
    assert answer.status_code == 200
    html = answer.content.decode()
    assert "This day must be still to come." in html
    assert "Because" in html
    assert Finding.objects.get().state == "open"


def test_an_outdated_dismissal_leads_back_to_the_finding(finding: Finding, manager: User) -> None:
    System.objects.update(rto_s=60)
    check_findings(at=timezone.now())
    until = factories.today() + timedelta(days=20)
    form = {"reason": "Because", "until": until.isoformat(), "version": finding.version}
    answer = factories.login(manager).post(f"/findings/{finding.code}/dismissal/", form)
    assert answer.status_code == 302
    assert Finding.objects.get().state == "open"


def test_the_history_tells_each_step(finding: Finding, manager: User) -> None:
    now = timezone.now()
    until = factories.today() + timedelta(days=20)
    dismiss_finding(finding, reason="Later", until=until, by=manager, at=now)
    System.objects.update(rto_s=60)
    check_findings(at=now)
    System.objects.update(dr_level=5)
    check_findings(at=now)
    events = factories.login(manager).get(f"/findings/{finding.code}/").context["events"]
    assert [str(one["title"]) for one in events] == [
        "Cleared: it is no longer true",
        "The dismissal ended",
        f"Dismissed; counts again from {until.isoformat()}",
        "Raised",
    ]
    assert events[2]["who"] == manager


@pytest.mark.parametrize("path", ["checks/", "{}/dismissal/", "{}/dismissal/withdrawal/"])
def test_who_only_reads_changes_nothing(finding: Finding, auditor: User, path: str) -> None:
    browser = factories.login(auditor)
    assert browser.post(f"/findings/{path.format(finding.code)}").status_code == 403
    assert "Check now" not in page(auditor)


def test_a_check_by_button(manager: User) -> None:
    low_level()
    answer = factories.login(manager).post("/findings/checks/", follow=True)
    assert "Checked: 1 raised, 0 changed, 0 cleared." in answer.content.decode()


@pytest.mark.parametrize("code", ["FND-1999-0001", "%00", "a" * 300, "..%2f"])
def test_what_is_not_there_is_not_found(manager: User, code: str) -> None:
    assert factories.login(manager).get(f"/findings/{code}/").status_code == 404


def test_the_number_of_queries_does_not_grow(manager: User) -> None:
    catalogues()
    browser = factories.login(manager)
    counts = []
    for number in (1, 3):
        while Finding.objects.count() < number:
            factories.process(f"guard-{Finding.objects.count()}", critical=True)
            check_findings(at=timezone.now())
        browser.get("/findings/")
        with CaptureQueriesContext(connection) as queries:
            browser.get("/findings/")
        counts.append(len(queries))
    assert counts[0] == counts[1]
