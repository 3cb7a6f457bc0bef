"""Edge cases that belong to no single verb (the numbers are those of the reference, §4.7)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Organisation
from followup.models import Clock, Notification
from incidents.models import Incident
from incidents.services import card
from incidents.services import incidents as verbs
from incidents.services.logbook import translate_entry
from incidents.services.loss import loss_of
from plans.models import IncidentGrade, PlanKind
from tests import factories
from tests.incidents import world
from tests.incidents.world import clock, the
from tests.plans.plan_world import effective

pytestmark = pytest.mark.django_db


def test_an_hour_is_an_hour_while_new_york_changes_its_clocks() -> None:
    """E4: at 01:20 local time, an hour later it is 01:20 again."""
    Organisation.objects.update(timezone="America/New_York")
    began = datetime(2026, 11, 1, 5, 20, tzinfo=UTC)
    row = world.declared(at=began + timedelta(minutes=4))
    mtd = Clock.objects.get(kind="impact_mtd", subject_code__startswith=row.number)
    assert (row.timezone, mtd.due_at - began) == ("America/New_York", timedelta(hours=1))


def test_a_card_changed_meanwhile_is_said_and_the_frozen_one_stays() -> None:
    """E27."""
    row = world.declared()
    before = list(row.steps.values_list("key", "title_en", "limit_s"))
    assert card.newer_card(row) is None
    alice = factories.user("alice", "process_owner")
    factories.person("alice", user=alice)
    version = effective("card", people={"alice": alice, "mia": the("mia")}, kind=PlanKind.CARD)
    row.refresh_from_db()
    assert card.newer_card(row) == version
    assert list(row.steps.values_list("key", "title_en", "limit_s")) == before
    page = factories.login(the("carl")).get(f"/incidents/{row.number}/card/").content.decode()
    assert "came into force since this incident was declared" in page


def test_losses_are_told_at_the_rate_of_the_beginning() -> None:
    """E42: the snapshot of the impact holds the rate; a later one changes nothing."""
    row = world.declared()
    impact = row.impacts.get()
    assert impact.curve["rate"] == "1"
    once = loss_of(row, clock("10:15")).total
    impact.curve = impact.curve | {"rate": "7.1"}
    impact.save()
    assert loss_of(row, clock("10:15")).total == once * 71 / 10


def test_forty_at_once_are_attached_with_one_entry_and_one_message_each() -> None:
    """E47."""
    parent = world.responding("III", title="Site lost", systems=[(world.bi(), "full")], regions=[])
    grade = IncidentGrade.objects.get(code="III")
    at = clock("10:05")
    Incident.objects.bulk_create(
        Incident(
            number=f"INC-2025-{n:04d}", title=f"Out {n}", status="responding", grade=grade,
            occurred_at=at, detected_at=at, declared_at=at, declared_by=the("rita"),
        )
        for n in range(1, 41)
    )  # fmt: skip
    children = list(Incident.objects.filter(number__startswith="INC-2025"))
    verbs.attach_to_parent(children, parent=parent, by=the("mia"), at=clock("10:30"))
    assert parent.children.count() == 40
    assert parent.timeline.filter(type="attached").count() == 1
    told = Notification.objects.filter(kind="incident.attached", channel="in_app")
    assert told.exists()
    assert len({one.user_id for one in told}) == told.count()


def test_the_list_asks_the_same_for_one_and_for_forty() -> None:
    """E47; how long it takes stands in docs/benchmarks.md."""
    world.people()
    at = clock("10:05")
    client = factories.login(the("carl"))
    asked = []
    for numbers in (range(1, 3), range(3, 41)):
        Incident.objects.bulk_create(
            Incident(
                number=f"INC-2025-{n:04d}", title=f"Out {n}", status="responding",
                occurred_at=at, detected_at=at, declared_at=at, declared_by=the("rita"),
            )
            for n in numbers
        )  # fmt: skip
        client.get("/incidents/")
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/incidents/").status_code == 200
        asked.append(len(captured))
    assert asked[0] == asked[1]


def test_a_text_in_the_other_language_keeps_its_original_beside_the_translation() -> None:
    """E48."""
    row = world.responding()
    said = verbs.log(row, text="数据库已恢复", by=the("carl"), at=clock("10:20"))
    other = translate_entry(
        said, text="The database is back", language="en", by=the("carl"), at=clock("10:21")
    )
    said.refresh_from_db()
    assert (said.text, said.language, other.text, other.language, other.payload["of"]) == (
        "数据库已恢复", "zh-hans", "The database is back", "en", said.pk,
    )  # fmt: skip
