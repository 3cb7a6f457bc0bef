"""The factories make what they say."""

import pytest

from accounts.access import may
from tests.factories import api, department, login, process, user

pytestmark = pytest.mark.django_db


def test_an_owner_reaches_the_department_tree_of_the_grant():
    below = department("sales-north", parent="sales")
    alice = user("alice", "process_owner", department="sales")
    assert may(alice, "register.change", process("orders", department=below)) is True
    assert may(alice, "register.change", process("stock", department="warehouse")) is False


def test_a_user_given_as_owner_becomes_a_person():
    alice = user("alice", "process_owner")
    row = process("orders", owner=alice)
    assert row.owner.user == alice


def test_clients_are_signed_in():
    alice = user("alice")
    assert login(alice).session["_auth_user_id"] == str(alice.pk)
    assert api(alice)._credentials["HTTP_AUTHORIZATION"].startswith("Token ")
