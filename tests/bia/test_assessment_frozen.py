"""What is approved stays as it was approved: through SQL too, and provably so."""

from __future__ import annotations

import hashlib
import json

import pytest
from django.db import DatabaseError, connection, transaction

from accounts.models import User
from bia.models import Assessment, Process
from bia.services.assessment import change_assessment, discard_assessment
from bia.services.assessment_content import is_intact
from lib.errors import GuardsUnmet
from tests import factories
from tests.bia.assessments import approved, catalogue
from tests.factories import NOON

pytestmark = pytest.mark.django_db


@pytest.fixture
def process(alice: User) -> Process:
    catalogue()
    return factories.process("road-rescue", department="sales", owner=alice)


@pytest.fixture
def assessment(process: Process, alice: User, manager: User) -> Assessment:
    return approved(process, alice, manager, answers={"minimum_staff": 0})


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE bia_assessment SET mtd_s = 1",
        "UPDATE bia_assessment SET rationale = 'other'",
        "UPDATE bia_assessment SET status = 'draft'",
        "UPDATE bia_assessment SET status = 'superseded', mtd_s = 1",
        "DELETE FROM bia_assessment",
        "UPDATE bia_impactrating SET score = 0",
        "DELETE FROM bia_impactrating",
        "INSERT INTO bia_impactrating (assessment_id, category_id, at_s, text)"
        " SELECT assessment_id, category_id, 1, '' FROM bia_impactrating LIMIT 1",
        "UPDATE bia_assessmentsnapshot SET digest = 'x'",
        "DELETE FROM bia_assessmentsnapshot",
    ],
)
def test_sql_cannot_change_what_was_approved(assessment: Assessment, statement: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)


@pytest.mark.parametrize("table", ["bia_assessment", "bia_impactrating", "bia_assessmentsnapshot"])
def test_a_truncate_is_refused(assessment: Assessment, table: str) -> None:
    with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL bcm.truncate = ''; TRUNCATE {table} CASCADE")


def test_the_services_cannot_either(assessment: Assessment, alice: User) -> None:
    for verb in (change_assessment, discard_assessment):
        with pytest.raises(GuardsUnmet):
            verb(assessment, by=alice, at=NOON)


def test_the_digest_can_be_computed_again_from_the_stored_content(assessment: Assessment) -> None:
    snapshot = Assessment.objects.get(pk=assessment.pk).snapshot
    text = json.dumps(snapshot.content, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    assert hashlib.sha256(text.encode()).hexdigest() == snapshot.digest
    assert is_intact(snapshot)
    snapshot.content["assessment"]["mtd_s"] = 0
    assert not is_intact(snapshot)


def test_the_snapshot_is_complete(assessment: Assessment) -> None:
    content = Assessment.objects.get(pk=assessment.pk).snapshot.content
    assert sorted(content) == [
        "answers",
        "approval",
        "assessment",
        "because",
        "catalogue",
        "format",
        "organisation",
        "ratings",
        "register",
    ]
    assert content["register"]["owner"] == "alice"
    assert content["register"]["department"] == "sales"
    assert content["approval"]["author"] == "person:alice"
    assert content["answers"] == {"minimum_staff": 0}
    assert content["ratings"][0] == {
        "category": "customer",
        "at_s": 900,
        "score": "1",
        "amount": None,
        "text": "",
    }


def test_no_name_and_no_address_of_a_person_is_frozen(assessment: Assessment) -> None:
    text = json.dumps(Assessment.objects.get(pk=assessment.pk).snapshot.content)
    assert "alice@example.com" not in text
    assert '"Alice"' not in text
