"""What webhooks say of an incident: what the API answers; of a restricted one no words."""

from __future__ import annotations

from typing import Any

import pytest

from followup.models import WebhookEvent
from followup.services.endpoints import create_endpoint
from incidents.services import incidents as verbs
from tests import factories
from tests.incidents import world
from tests.incidents.world import clock

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _listening(db: None) -> None:
    admin = factories.user("root", "administrator")
    create_endpoint(
        url="https://hooks.example.org/in", event_types=["*"], by=admin, at=factories.NOON
    )


def sent(type: str) -> dict[str, Any]:
    return dict(WebhookEvent.objects.get(type=type).data)


def test_a_declared_incident_goes_out_as_the_api_has_it() -> None:
    row = world.declared()
    data = sent("incident.declared")
    answer = factories.api(world.the("mia")).get(f"/api/v1/incidents/{row.number}/").json()
    assert set(data) == set(answer)
    assert (data["code"], data["title"], data["suggested_grade"]["grade"]) == (
        row.number, "Rescue dispatch down", "I"
    )  # fmt: skip


def test_of_a_restricted_one_no_words_leave() -> None:
    row = world.responding(confidentiality="restricted", title="Ransom note", summary="Pay up")
    verbs.submit_report(row, happened="They wrote again", by=world.the("carl"), at=clock("10:20"))
    told = [str(one.data) for one in WebhookEvent.objects.filter(type__startswith="incident.")]
    words = ("Ransom", "Pay up", "They wrote", "dispatch")
    assert [word for word in words if any(word in text for text in told)] == []
    assert sent("incident.declared")["code"] == row.number
