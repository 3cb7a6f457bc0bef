"""The table of roles, as documented."""

from pathlib import Path

import pytest

from accounts.access import may
from accounts.models import Role
from accounts.roles import COLUMNS, TABLE, Reach
from tests.factories import process, user

DOCUMENT = Path(__file__).parents[2] / "docs" / "roles.md"
WORDS = {Reach.ALL: "all", Reach.OWN: "own", Reach.NONE: "–"}


def documented() -> str:
    head = "| permission | " + " | ".join(name.replace("_", " ") for name in COLUMNS) + " |"
    rows = [
        f"| `{permission}` | " + " | ".join(WORDS[reach] for reach in row) + " |"
        for permission, row in TABLE.items()
    ]
    return "\n".join([head, "|---" * (len(COLUMNS) + 1) + "|", *rows])


def test_the_document_is_the_table():
    assert documented() in DOCUMENT.read_text()


def test_the_columns_are_the_roles():
    assert set(COLUMNS) == set(Role.values)
    assert {len(row) for row in TABLE.values()} == {len(COLUMNS)}


def test_the_auditor_changes_nothing():
    changing = ("change", "import", "approve", "record", "empty")
    column = COLUMNS.index("auditor")
    assert [
        name for name, row in TABLE.items() if name.endswith(changing) and row[column].value
    ] == []


@pytest.mark.django_db
@pytest.mark.parametrize("role", COLUMNS)
def test_may_follows_the_table_for_every_role(role):
    one = user("one", role, department="sales")
    inside, outside = process("orders", department="sales"), process("stock", department="yard")
    for permission, row in TABLE.items():
        reach = row[COLUMNS.index(role)]
        found = (may(one, permission), may(one, permission, inside), may(one, permission, outside))
        expected = {
            Reach.ALL: (True, True, True),
            # Only an owner is granted departments; others reach what they own themselves.
            Reach.OWN: (True, role == "process_owner", False),
            Reach.NONE: (False, False, False),
        }
        assert (permission, found) == (permission, expected[reach])


@pytest.mark.django_db
def test_several_roles_reach_as_far_as_the_farthest():
    both = user("both", "process_owner", "auditor", department="sales")
    stock = process("stock", department="yard")
    assert (may(both, "register.view", stock), may(both, "register.change", stock)) == (True, False)


@pytest.mark.django_db
def test_a_closed_login_may_nothing():
    closed = user("closed", "administrator", is_active=False)
    assert [permission for permission in TABLE if may(closed, permission)] == []
