"""Requests made up from the description: never a 500, always what the description promises.

Schemathesis invents the requests. Addresses get the codes of objects that exist, otherwise
nearly all would end at 404. Each request is rolled back, so that the next one finds the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import islice
from typing import Any

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from accounts.models import User
from bia.models import Finding
from followup.models import Notification
from followup.services.calendar_days import create_calendar_day
from followup.services.clocks import start_clock
from followup.services.endpoints import create_endpoint, send_test
from followup.services.feeds import create_feed
from tests import factories
from tests.contract.drill_states import codes_of_drills
from tests.contract.governance_world import codes_of_governance
from tests.contract.incident_states import codes_of_incidents
from tests.contract.plan_states import codes_of_plans
from tests.contract.world import ROOT
from tests.followup.outbox_world import channel, tell

Made = dict[str, dict[str, Any]]

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]


@contextmanager
def one_connection() -> Iterator[None]:
    """A WSGI request would close the connection that holds the test's transaction."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


def ask_everything(
    api_schema: dict[str, Any], token: str, made: Made, examples: int, every: int = 1
) -> None:
    """`examples` requests of every operation, or of every third; what went wrong comes at once."""
    offered = schemathesis.openapi.from_dict(api_schema)
    offered.app = get_wsgi_application()
    headers = {"Authorization": f"Token {token}"}
    wrong: list[str] = []
    for found in islice(offered.get_all_operations(), None, None, every):
        operation = found.ok()

        @seed(1)
        @given(case=operation.as_strategy())
        @settings(
            max_examples=examples,
            database=None,
            deadline=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        def ask(case: schemathesis.Case) -> None:
            case.path_parameters = _real(case, made)
            with transaction.atomic():
                case.call_and_validate(headers=headers, checks=CHECKS)
                transaction.set_rollback(True)

        try:
            with one_connection():
                ask()
        except (Exception, BaseExceptionGroup) as failure:
            wrong.append(f"{operation.label}: {_words(failure)}")
    assert not wrong, "\n\n".join(wrong)


def _real(case: schemathesis.Case, made: Made) -> dict[str, Any]:
    """Each parameter is named by the nouns before it: `webhook-endpoints/deliveries`."""
    nouns, found = [], {}
    for part in case.operation.path.removeprefix(f"{ROOT}/").split("/"):
        if part.startswith("{"):
            found[part[1:-1]] = made.get("/".join(nouns), {}).get("code", "900")
        else:
            nouns.append(part)
    return found


def _words(failure: BaseException) -> str:
    """The failure and those it groups, short enough to read in a row."""
    parts = getattr(failure, "exceptions", [failure])
    texts = [f"{type(one).__name__}: {one} {getattr(one, 'message', '')}" for one in parts]
    curl = re.search(r"curl .*", str(failure))
    return " | ".join(re.sub(r"\s+", " ", one)[:600] for one in [*texts, curl[0] if curl else ""])


@pytest.fixture
def made(made: Made) -> Made:
    """With what follows up on the register, in each state that a request may find."""
    manager, at = User.objects.get(username="manager"), timezone.now()
    admin = factories.user("root", "administrator")
    about = {"subject_kind": "", "subject_code": "", "title": "Report"}
    clock = start_clock(kind="situation_report", anchor_at=at, at=at, **about)
    day = create_calendar_day(day=date(2026, 3, 7), is_working=True, by=admin, at=at)
    url = "https://hooks.example.org/in"
    endpoint, _secret = create_endpoint(url=url, event_types=["*"], by=admin, at=at)
    delivery = send_test(endpoint, by=admin, at=at)
    feed, _token = create_feed(user=manager, scope="personal", by=manager, at=at)
    sms = channel("sms", "json://sms.example.org/")
    tell(manager, asks_acknowledgement=True)
    finding = {"code": "FND-1", "rule": "own", "subject": "plan:p", "severity": "low"}
    codes: dict[str, object] = {
        "findings": Finding.objects.create(**finding, raised_at=at).code,
        "dr-catalogues": "source",
        "clocks": clock.pk,
        "clock-policies": clock.kind,
        "calendar-days": day.day,
        "webhook-endpoints": endpoint.code,
        "webhook-endpoints/deliveries": delivery.pk,
        "channels": sms.code,
        "calendar-feeds": feed.pk,
        "notifications": Notification.objects.get(user=manager, channel="in_app").pk,
    }
    codes |= codes_of_plans(manager, at)
    codes |= codes_of_incidents(manager, at)
    codes |= codes_of_drills(manager, at)
    codes |= codes_of_governance(manager, at)
    return made | {resource: {"code": str(code)} for resource, code in codes.items()}


def test_made_up_requests_are_answered_as_described(
    api_schema: dict[str, Any], manager: User, made: Made
) -> None:
    ask_everything(api_schema, factories.token(manager), made, examples=1, every=6)


@pytest.mark.slow
@pytest.mark.parametrize("role", ["continuity_manager", "administrator", "auditor"])
def test_many_made_up_requests_are_answered_as_described(
    api_schema: dict[str, Any], made: Made, role: str
) -> None:
    other = factories.user("other", role)
    ask_everything(api_schema, factories.token(other), made, examples=30)
