"""How many queries a page takes: the same for one row as for three, and these numbers."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import User
from bia.analysis.stored import forget
from bia.models import Measurement, Process, System, Tier
from bia.services.assessment import start_assessment
from bia.services.catalogue_loading import load_catalogue
from bia.services.findings import check_findings
from bia.services.loss_profiles import create_loss_profile
from bia.services.recovery_options import create_recovery_option
from bia.services.scenarios import create_scenario
from drills.services.programme import keep
from followup.models import Clock
from incidents.models import Incident, RoleAssignment
from reports.services.requests import request_report
from tests import factories
from tests.backups import made

PAGES = [
    ("/", 16),
    ("/processes/", 9),
    ("/processes/?search=p&ordering=-code", 9),
    ("/systems/", 19),
    ("/dependencies/", 7),
    ("/people/", 8),
    ("/assessments/", 9),
    ("/assessments/overview/", 9),
    ("/assessments/p-1-v1/edit/", 10),
    ("/reviews/", 8),
    ("/gaps/", 17),
    ("/gaps/?kind=system", 17),
    ("/measurements/", 8),
    ("/map/", 14),
    ("/map/graph.json", 13),
    ("/single-points/", 15),
    ("/single-points/pairs/", 14),
    ("/recovery-order/", 16),
    ("/findings/", 13),
    ("/what-if/", 7),
    ("/portfolio/", 19),
    ("/losses/", 11),
    ("/catalogue/recovery-levels/", 7),
    ("/api/v1/analysis/gaps/", 17),
    ("/api/v1/analysis/single-points/", 13),
    ("/api/v1/analysis/recovery-order/?teams=2", 15),
    ("/reports/", 8),
    ("/audit/", 10),
]


def add(number: int, by: User) -> None:
    """One of everything the pages list."""
    now = timezone.now()
    process = factories.process(
        f"p-{number}",
        critical=True,
        rto_s=3600,
        department="sales",
        owner=f"o-{number}",
        review_due=factories.today(),
    )
    system = factories.system(f"s-{number}", rto_s=3600)
    process.needs.create(code=f"d-{number}", needs_system=system)
    for column, subject in (("process", process), ("system", system)):
        Measurement.objects.create(
            code=f"M-{column}-{number}",
            kind="rto",
            value_s=7200,
            source="drill",
            at=now - timedelta(days=1),
            **{column: subject},
        )
    create_recovery_option(
        system=system, level=3, annual_cost=Decimal(9), rto_s=1800, rpo_s=60, by=by, at=now
    )
    create_loss_profile(
        process=process,
        basis="rates",
        segments=[{"until_s": None, "rate_per_hour": "15"}],
        by=by,
        at=now,
    )
    create_scenario(name=f"S {number}", inputs={"failed": [f"system:s-{number}"]}, by=by, at=now)
    check_findings(at=now)
    start_assessment(process=process, by=by, at=now)
    request_report(kind="bia", language="en", by=by, at=now)


def queries(client: Client, address: str) -> int:
    """Of a process that has not seen this state of the register yet."""
    forget()
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)


@pytest.mark.parametrize(("address", "number"), PAGES)
def test_a_page_takes_these_queries(address: str, number: int, db: None) -> None:
    load_catalogue(at=factories.NOON)
    chief = factories.user("chief", "continuity_manager", "administrator")
    client = factories.login(chief)
    add(1, chief)
    client.get(address)
    with_one = queries(client, address)
    add(2, chief)
    add(3, chief)
    assert (with_one, queries(client, address)) == (number, number)


MOST_OF_THE_DASHBOARD = 20


@pytest.mark.parametrize(
    "role",
    ["continuity_manager", "process_owner", "it_operations", "incident_commander", "auditor"],
)
def test_the_dashboard_takes_twenty_queries_at_most(role: str, db: None) -> None:
    """With everything there is to show, of a process that has to read the register anew."""
    load_catalogue(at=factories.NOON)
    chief = factories.user("chief", "continuity_manager", "administrator")
    viewer = factories.user("viewer", role, department="sales" if role == "process_owner" else "")
    person = factories.person("viewer", user=viewer)
    now = timezone.now()
    for number in (1, 2):
        add(number, chief)
        system = System.objects.get(code=f"s-{number}")
        made.backup_set(made.policy(f"b-{number}", system=system), at=now - timedelta(days=9))
        at = now - timedelta(hours=number)
        incident = Incident.objects.create(
            number=f"INC-2026-000{number}", title="Down", status="responding", occurred_at=at,
            detected_at=at, declared_at=at, declared_by=chief, reopened_count=number - 1,
        )  # fmt: skip
        RoleAssignment.objects.create(
            incident=incident, role="commander", person=person, assumed_at=at
        )
        Clock.objects.create(
            kind="situation_report", subject_kind="incident", subject_code=incident.number,
            anchor_at=at, first_due_at=now, due_at=now, created_at=at,
        )  # fmt: skip
        factories.action(
            f"ACT-2026-000{number}", owner=person, state="open", due_on=factories.today(),
        )  # fmt: skip
    Process.objects.update(tier=Tier.objects.first())
    keep(now)
    client = factories.login(viewer)
    client.get("/")
    assert queries(client, "/") <= MOST_OF_THE_DASHBOARD
