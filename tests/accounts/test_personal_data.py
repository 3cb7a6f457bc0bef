"""Export and erasure of what is known about a person."""

import json
from io import StringIO

import pghistory
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.models import User
from accounts.services.personal_data import erase_person, export_person
from accounts.services.seal import seal_audit
from accounts.services.verification import verify_audit
from lib.errors import GuardsUnmet
from lib.history import event_models
from tests.factories import NOON, login, person, process, token, user

pytestmark = pytest.mark.django_db


@pytest.fixture
def zoe(admin):
    """Somebody with a rare name and a closed login, who has changed something."""
    who = user("zoe-quill", "auditor", name="Zoe Quill", email="zoe.quill@example.com")
    row = person(
        "p-17", name="Zoe Quill", email="zoe.quill@example.com", phones=["+49 17"], user=who
    )
    with pghistory.context(user=who.pk, address="192.0.2.17"):
        process("orders")
    return row


def close(row):
    User.objects.filter(pk=row.user_id).update(is_active=False)
    row.user.is_active = False


def test_the_export_is_complete_and_json(zoe):
    token(zoe.user, name="script")
    login(zoe.user)
    out = StringIO()
    call_command("export_person", "p-17", stdout=out)
    found = json.loads(out.getvalue())
    assert (found["name"], found["phones"]) == ("Zoe Quill", ["+49 17"])
    assert found["login"]["roles"] == ["auditor"]
    assert (found["login"]["tokens"], found["login"]["addresses"]) == (["script"], ["192.0.2.17"])


def test_who_holds_something_or_is_active_is_not_erased(zoe):
    process("stock", owner=zoe)
    with pytest.raises(GuardsUnmet) as refusal:
        erase_person(zoe, by=None, at=NOON)
    assert [one.code for one in refusal.value.problems] == ["still_held", "active"]


def test_after_erasure_no_table_knows_the_name_and_the_seals_hold(zoe):
    seal_audit(at=NOON)
    close(zoe)
    assert erase_person(zoe, by=None, at=NOON) == f"erased-{zoe.pk}"
    tables = {events._meta.db_table for events in event_models()}
    tables |= {"accounts_person", "accounts_user", "pghistory_context", "account_emailaddress"}
    with connection.cursor() as cursor:
        for table in sorted(tables):
            cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text ~* 'quill|192.0.2.17'")
            assert (table, cursor.fetchone()[0]) == (table, 0)
    assert verify_audit().problems == []


def test_the_export_of_an_erased_person_is_a_pseudonym(zoe):
    close(zoe)
    erase_person(zoe, by=None, at=NOON)
    zoe.refresh_from_db()
    assert export_person(zoe)["name"] == f"erased-{zoe.pk}"
    assert export_person(zoe)["login"]["username"] == f"erased-{zoe.user_id}"


def test_the_command_tells_why_not(zoe):
    with pytest.raises(CommandError, match="deactivate it first"):
        call_command("erase_person", "p-17")
    with pytest.raises(CommandError, match="no person"):
        call_command("export_person", "p-18")


def test_a_token_from_the_command_line_is_printed_once_and_works(zoe):
    out = StringIO()
    call_command("create_token", "zoe-quill", "--name", "cron", "--days", "7", stdout=out)
    from tests.factories import api

    client = api()
    client.credentials(HTTP_AUTHORIZATION=f"Token {out.getvalue().strip()}")
    assert client.get("/api/v1/users/me/").json()["username"] == "zoe-quill"
    with pytest.raises(CommandError):
        call_command("create_token", "nobody")
