"""Events are written for whoever listens, in the transaction of what they tell of."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest
from django.db import transaction

from followup import webhook_types
from followup.models import WebhookDelivery, WebhookEvent
from followup.services.webhooks import Happening, publish_many
from tests.followup.webhook_world import NOON, endpoint, event, states

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("types", "wanted"),
    [
        (["*"], True),
        (["assessment.*"], True),
        (["assessment.approved"], True),
        (["clock.breached", "assessment.approved"], True),
        (["assessment.submitted"], False),
        (["corrective_action.*"], False),
    ],
)
def test_an_endpoint_gets_what_it_asked_for(types: list[str], wanted: bool) -> None:
    endpoint("https://hooks.example.org/in", *types)
    assert (event("assessment.approved") is not None) is wanted
    assert states() == ["pending"] * wanted


def test_nothing_is_kept_when_nobody_listens() -> None:
    endpoint(is_active=False)
    assert event() is None
    assert WebhookEvent.objects.count() == 0


def test_each_listening_endpoint_has_its_own_delivery_of_one_event() -> None:
    first, _ = endpoint()
    second, _ = endpoint("https://hooks.example.net/in")
    told = event()
    rows = WebhookDelivery.objects.order_by("pk").values_list("endpoint", "event")
    assert told is not None
    assert list(rows) == [(first.pk, told.pk), (second.pk, told.pk)]


def test_what_is_rolled_back_was_never_told() -> None:
    endpoint()
    with pytest.raises(ZeroDivisionError), transaction.atomic():  # noqa: PT012
        event()
        raise ZeroDivisionError
    assert WebhookEvent.objects.count() == 0
    assert states() == []


def test_a_type_nobody_registered_is_a_bug() -> None:
    with pytest.raises(LookupError):
        event("assessment.forgotten")


@pytest.mark.parametrize("count", [0, 1, 3])
def test_queries_do_not_grow_with_the_endpoints(
    count: int, django_assert_num_queries: object
) -> None:
    for number in range(count):
        endpoint(f"https://hooks.example.org/{number}")
    savepoints = 2
    with django_assert_num_queries((3 if count else 1) + savepoints):  # type: ignore[operator]
        event()


def test_every_type_has_words_in_both_languages() -> None:
    from django.utils import translation

    for one in webhook_types.all_types():
        with translation.override("en"):
            assert str(one.description).endswith(".")
        assert one.key.count(".") == 1


def test_many_at_once_take_as_many_queries_as_one(django_assert_num_queries: object) -> None:
    endpoint("https://hooks.example.org/in", "clock.*")
    endpoint("https://hooks.example.org/all")
    happened = [
        Happening(type, "process", f"p-{number}", {"number": number}, NOON)
        for number in range(50)
        for type in ("clock.breached", "assessment.approved")
    ]
    savepoints = 2
    with django_assert_num_queries(3 + savepoints):  # type: ignore[operator]
        assert len(publish_many(happened)) == 100
    assert WebhookDelivery.objects.count() == 150


def test_every_type_that_is_published_is_registered() -> None:
    """Found in the source: what is written there as "<noun>.<what happened>" beside a publish."""
    written = set()
    for app in ("followup", "bia"):
        for path in (ROOT / app).rglob("*.py"):
            tree = ast.parse(path.read_text())
            for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
                written |= _types_in(call)
    assert {"assessment.approved", "corrective_action.verified", "objective.missed"} <= written
    assert {one for one in written if not webhook_types.is_known(one)} == set()


def _types_in(call: ast.Call) -> set[str]:
    name = getattr(call.func, "id", getattr(call.func, "attr", ""))
    texts = [one.value for one in call.args if isinstance(one, ast.Constant)]
    found = {
        one.value.value
        for one in call.keywords
        if one.arg in ("event", "type") and isinstance(one.value, ast.Constant)
    }
    if name == "publish_row":
        return set(map(str, texts[:1]))
    if name == "publish" and texts:  # of a corrective action: publish(action, "created", at)
        return {f"corrective_action.{texts[0]}"}
    if name == "finish":
        return {f"corrective_action.{one}" for one in found}
    return {str(one) for one in found} if name == "publish" else set()
