"""The periodic work: seals, and forgetting."""

from datetime import timedelta

import pghistory
import pytest
from allauth.usersessions.models import UserSession
from django.db import connection
from django.utils.timezone import now
from pghistory.models import Context

from accounts.models import AuditAnchor, IdempotencyKey
from accounts.services.verification import verify_audit
from accounts.tasks import forget, seal
from tests.factories import process, user

pytestmark = pytest.mark.django_db


def test_the_trail_is_sealed_and_a_second_run_adds_nothing(manager):
    process("orders")
    seal()
    seal()
    assert AuditAnchor.objects.count() == 1
    assert verify_audit().problems == []


def test_old_addresses_and_keys_are_forgotten(manager, settings):
    with pghistory.context(user=manager.pk, address="192.0.2.7"):
        process("orders")
    with connection.cursor() as cursor:
        # The protecting trigger stands aside only for the database's owner.
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE pghistory_context SET created_at = now() - interval '181 days'")
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")
    IdempotencyKey.objects.create(user=manager, key="k", path="/x/", body_digest="")
    IdempotencyKey.objects.update(created_at=now() - timedelta(days=8))
    forget()
    assert "address" not in Context.objects.get().metadata
    assert IdempotencyKey.objects.count() == 0


def test_signing_in_lists_the_session(client):
    alice = user("alice", password="correct horse battery")
    client.post("/accounts/login/", {"login": "alice", "password": "correct horse battery"})
    assert [one.user for one in UserSession.objects.all()] == [alice]
