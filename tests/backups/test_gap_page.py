"""The gap page and its API tell what the backups could restore, inherited through the graph."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import User
from bia.models import Dependency, Process, System
from tests import factories
from tests.backups.rhythm_world import DAY, HOUR, backup, policy

pytestmark = pytest.mark.django_db


@pytest.fixture
def crm() -> System:
    """Sales works with the CRM, and so with its data set; four hours may be lost."""
    sales = factories.process("sales", rpo_s=4 * HOUR)
    crm = factories.system("crm")
    contacts = factories.system("contacts", kind="data_set")
    Dependency.objects.create(code="d1", dependent_process=sales, needs_system=crm)
    Dependency.objects.create(code="d2", dependent_system=crm, needs_system=contacts)
    made = backup(policy(contacts, data_class="contacts"), timezone.now() - timedelta(hours=30))
    assert made.restorable
    return crm


def nodes(user: User) -> dict[str, Any]:
    answer = factories.api(user).get("/api/v1/analysis/gaps/").json()
    return {one["key"]: one for one in answer["nodes"]}


def test_too_old_data_shows_at_every_process_that_works_with_it(crm: System, admin: User) -> None:
    found = nodes(admin)["process:sales"]["restorable"]
    assert (found["status"], found["system"]) == ("missed", "system:contacts")
    assert (found["limit_s"], found["data_class"]) == (4 * HOUR, "contacts")
    assert found["gap_s"] == found["age_s"] - 4 * HOUR == 26 * HOUR
    assert found["because"] == (
        "Contacts (contacts) could only be restored as it was 30 h ago:"
        " 26 h more than the 4 h that may be lost."
    )


def test_the_system_itself_is_judged_by_what_it_inherits(crm: System, admin: User) -> None:
    rows = nodes(admin)
    assert rows["system:contacts"]["restorable"]["status"] == "missed"
    assert rows["system:crm"]["restorable"]["limit_s"] == 4 * HOUR


def test_an_optional_need_hands_nothing_down(crm: System, admin: User) -> None:
    Dependency.objects.filter(code="d1").update(strength="optional")
    assert nodes(admin)["process:sales"]["restorable"] is None


def test_the_page_says_it_in_words(crm: System, admin: User) -> None:
    page = factories.login(admin).get("/gaps/").content.decode()
    assert "too much" in page
    assert "Backups: missed" in page
    assert "Measured: not proven" in page
    assert "/backups/?search=contacts" in page


def test_data_within_its_limit_is_met(crm: System, admin: User) -> None:
    System.objects.filter(code="contacts").update(rpo_s=2 * DAY)
    Process.objects.filter(code="sales").update(rpo_s=2 * DAY)
    assert nodes(admin)["process:sales"]["restorable"]["status"] == "met"


@pytest.mark.parametrize("systems", [1, 3])
def test_queries_do_not_grow(systems: int, admin: User, django_assert_max_num_queries: Any) -> None:
    factories.organisation()
    for number in range(systems):
        system = factories.system(f"s{number}", rpo_s=HOUR)
        backup(policy(system), timezone.now())
    nodes(admin)
    with django_assert_max_num_queries(20):
        nodes(admin)
