"""The same key and body create once and answer the same."""

from datetime import timedelta

import pytest
from django.urls import path
from django.utils.timezone import now

from accounts.api.departments import DepartmentViewSet
from accounts.api.idempotency import IdempotentCreate
from accounts.models import Department, IdempotencyKey
from accounts.services.idempotency import expire_idempotency_keys
from tests.factories import api, user


class Departments(IdempotentCreate, DepartmentViewSet):
    """The mixin over a resource of this app."""

    def reverse_action(self, name, *args, **kwargs):
        return f"/departments/{kwargs['args'][0]}/"


urlpatterns = [path("departments/", Departments.as_view({"post": "create"}, basename="department"))]
pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]
BODY = {"code": "sales", "name": "Sales"}


def post(client, body=BODY, key="k1"):
    return client.post("/departments/", body, HTTP_IDEMPOTENCY_KEY=key)


def test_a_repeat_gets_the_same_answer_and_creates_nothing(manager):
    client = api(manager)
    first, again = post(client), post(client, dict(reversed(BODY.items())))
    assert (first.status_code, again.status_code) == (201, 201)
    assert again.json() == first.json()
    assert again.headers["Location"] == first.headers["Location"]
    assert Department.objects.count() == 1


def test_another_body_under_the_same_key_is_a_conflict(manager):
    client = api(manager)
    post(client)
    answer = post(client, {"code": "north", "name": "North"})
    assert answer.status_code == 409
    assert answer.json()["errors"][0]["code"] == "idempotency_key_reused"


def test_keys_belong_to_their_user(manager):
    post(api(manager))
    answer = post(api(user("second", "continuity_manager")))
    assert answer.status_code == 400
    assert IdempotencyKey.objects.count() == 1


def test_a_refusal_leaves_the_key_free(manager):
    client = api(manager)
    assert post(client, {"code": "sales"}).status_code == 400
    assert post(client).status_code == 201


def test_a_key_out_of_bounds_is_refused(manager):
    assert post(api(manager), key="x" * 201).status_code == 400
    assert post(api(manager), key="").status_code == 400


def test_keys_are_forgotten_after_seven_days(manager):
    post(api(manager))
    IdempotencyKey.objects.update(created_at=now() - timedelta(days=8))
    assert expire_idempotency_keys(at=now()) == 1


@pytest.mark.django_db(transaction=True)
def test_two_at_once_create_one():
    from concurrent.futures import ThreadPoolExecutor

    from django.db import connections

    client = api(user("manager", "continuity_manager"))

    def one(_number):
        try:
            return post(client).status_code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(one, range(4)))
    assert answers == [201] * 4
    assert Department.objects.count() == 1
