"""Every business table has a history, is protected, and lies in one schema."""

import pytest
from django.apps import apps
from django.conf import settings
from django.db import IntegrityError, InternalError, connection, transaction

from bia.models import Process, Product, ProductProcess
from lib.history import as_of, event_models
from tests.factories import department, process, product, user

pytestmark = pytest.mark.django_db

UNTRACKED = {
    "accounts.AuditAnchor": "is itself the seal; append-only by trigger",
    "accounts.IdempotencyKey": "answers kept for seven days, no business data",
    "backups.CopyFile": "what a worker last saw of a file; problems are append-only",
    "backups.CopyPart": "the ledger of ages; every reading is a done VerificationSlice",
    "backups.EvidenceBundle": "append-only by trigger, under seal",
    "backups.FilePieces": "digests of the pieces of a manifest file, recorded once",
    "backups.FileProblem": "append-only by trigger, under seal",
    "backups.GoodSource": "append-only by trigger, under seal",
    "backups.Heartbeat": "calls of other systems, with their own retention",
    "backups.LocationReading": "a trend, with its own retention",
    "backups.LocationState": "what workers know of a location, no business data",
    "backups.ManifestFile": "up to a million rows a set; digests are recorded once",
    "backups.PolicyState": "what workers know of a policy, no business data",
    "backups.SigningKey": "append-only by trigger, under seal",
    "backups.VerificationCheck": "append-only by trigger, under seal",
    "backups.VerificationSlice": "work in progress; its root is in the evidence bundle",
    "bia.AssessmentSnapshot": "append-only by trigger, under seal",
    "bia.CatalogueVersion": "append-only by trigger, under seal",
    "bia.Confirmation": "append-only by trigger, under seal",
    "bia.MajorChange": "append-only by trigger, under seal",
    "bia.FindingCheck": "when the rules last looked, no business data",
    "bia.ImportUpload": "an upload waiting for its preview; the import's rows are tracked",
    "drills.DrillEntry": "append-only by trigger, under seal",
    "drills.HotWashNote": "append-only by trigger, under seal",
    "drills.HotWashTicket": "says only that somebody has answered",
    "drills.Observation": "append-only by trigger, under seal",
    "drills.SignOff": "append-only by trigger, under seal",
    "governance.Acknowledgement": "append-only by trigger, under seal",
    "governance.Evaluation": "append-only by trigger, under seal",
    "governance.HealthSnapshot": "append-only by trigger, under seal",
    "incidents.Attachment": "append-only by trigger, under seal",
    "incidents.ContactAttempt": "append-only by trigger, under seal",
    "incidents.Decision": "append-only by trigger, under seal",
    "incidents.EscalationStep": "a rung of a ladder; what it did is on the sealed timeline",
    "incidents.EventPin": "a reader's mark on an entry of the timeline",
    "incidents.GradeChange": "append-only by trigger, under seal",
    "incidents.IncidentEntry": "append-only by trigger, under seal",
    "incidents.MeasuredImpact": "append-only by trigger, under seal",
    "incidents.MonitoringAlert": "the last state of an alert; what it did is on the timeline",
    "incidents.SituationReport": "append-only by trigger, under seal",
    "plans.ActivationEvent": "append-only by trigger, under seal",
    "plans.BackfillRow": "personal values that are purged; BackfillLog keeps who did what",
    "plans.CopyPhoto": "a picture; its digest is in the copy's history",
    "plans.PackFile": "bytes of a pack, until it expires; its digest is in the pack's history",
    "plans.PlanSnapshot": "append-only by trigger, under seal",
    "plans.PlanUpload": "an upload waiting for its preview; what it brings is tracked",
    "followup.ActionEntry": "append-only by trigger, under seal",
    "followup.Clock": "every change of one is a ClockEvent",
    "followup.ClockEvent": "append-only by trigger, under seal",
    "followup.ContactPoint": "how an address behaved lately, no business data",
    "followup.Delivery": "a message on its way; personal, with its own retention",
    "followup.Evidence": "append-only by trigger, under seal",
    "followup.Notification": "a message to a person; personal, with its own retention",
    "followup.NotificationPreference": "personal habits, no business data",
    "followup.NumberSeries": "a counter",
    "followup.Postponement": "append-only by trigger, under seal",
    "followup.Retest": "append-only by trigger, under seal",
    "followup.TickerOutage": "append-only by trigger, under seal",
    "followup.TickerState": "when the ticker last ran",
    "followup.WebhookDelivery": "a message on its way; its event is append-only",
    "followup.WebhookEvent": "a message to other systems; personal, with its own retention",
    "reports.ReportPart": "a piece of a report while it is built",
    "reports.ReportFile": "the bytes of a tracked report, named there by their SHA-256",
}


def business_models():
    labels = [app.split(".")[-1] for app in settings.PROJECT_APPS]
    for label in labels:
        if apps.is_installed(label):
            for model in apps.get_app_config(label).get_models(include_auto_created=True):
                if not model._meta.proxy and not hasattr(model, "pgh_tracked_model"):
                    yield model


def test_every_model_is_tracked_or_says_why_not():
    tracked = {events.pgh_tracked_model._meta.db_table for events in event_models()}
    bare = {m._meta.label for m in business_models() if m._meta.db_table not in tracked}
    assert bare - set(UNTRACKED) == set()
    assert set(UNTRACKED) - bare == set()


def test_every_table_is_in_one_schema():
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT table_schema FROM information_schema.tables WHERE table_schema"
            " NOT IN ('pg_catalog', 'information_schema') AND table_schema NOT LIKE 'pg_toast%'"
        )
        assert cursor.fetchall() == [("public",)]


@pytest.mark.parametrize("events", event_models(), ids=lambda one: one._meta.db_table)
@pytest.mark.parametrize("deed", ["UPDATE", "DELETE", "TRUNCATE"])
def test_event_rows_stay_as_they_are(events, deed):
    table = events._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = %s::regclass AND tgenabled = 'O'"
            " AND tgtype & %s > 0 AND tgname ~ 'append_only|no_truncate'",
            [table, {"UPDATE": 16, "DELETE": 8, "TRUNCATE": 32}[deed]],
        )
        assert len(cursor.fetchall()) == 1


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE bia_processevent SET name = 'forged'",
        "DELETE FROM bia_processevent",
        "SET LOCAL bcm.truncate = ''; TRUNCATE bia_processevent",
        "DELETE FROM pghistory_context",
        "UPDATE pghistory_context SET metadata = '{}', created_at = now() - interval '1 hour'",
    ],
)
def test_sql_cannot_rewrite_history(sql, manager):
    import pghistory

    with pghistory.context(user=manager.pk):
        process("orders")
    with (
        pytest.raises((IntegrityError, InternalError)),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)


def test_the_database_can_be_read_as_of_a_date():
    """Events of one transaction share their instant, so time is moved by hand."""
    row = process("orders", name="Orders")
    product("shop", row)
    assert [one.name for one in as_of(Process, _later())] == ["Orders"]
    row.name = "Order handling"
    row.save()
    assert [one.name for one in as_of(Process, _later())] == ["Order handling"]
    assert as_of(Process, _earlier()).count() == 0
    assert [one.process_id for one in as_of(ProductProcess, _later())] == [row.pk]


def test_what_was_deleted_is_not_there_as_of_later():
    row = process("orders")
    shop = product("shop", row)
    shop.processes.clear()
    assert as_of(ProductProcess, _later()).count() == 0
    shop.delete()
    row.delete()
    assert (as_of(Product, _later()).count(), as_of(Process, _later()).count()) == (0, 0)


def test_as_of_knows_users_and_departments():
    from accounts.models import Department, RoleGrant

    department("north", parent="sales")
    user("alice", "process_owner", department="sales")
    assert sorted(as_of(Department, _later()).values_list("code", flat=True)) == ["north", "sales"]
    assert [one.role for one in as_of(RoleGrant, _later())] == ["process_owner"]


def _later():
    from datetime import timedelta

    from django.utils.timezone import now

    return now() + timedelta(minutes=1)


def _earlier():
    from datetime import timedelta

    from django.utils.timezone import now

    return now() - timedelta(days=1)


@pytest.mark.django_db(transaction=True)
def test_as_of_between_two_commits_gives_the_state_between():
    from django.utils.timezone import now

    row = process("orders", name="Orders")
    between = now()
    row.name = "Order handling"
    row.save()
    row.delete()
    assert [one.name for one in as_of(Process, between)] == ["Orders"]
    assert as_of(Process, now()).count() == 0


def test_personal_columns_are_in_no_event_table():
    personal = {
        "accounts_personevent": {"name", "email", "phones"},
        "accounts_userevent": {"name", "email", "username", "password"},
        "bia_supplierevent": {"contact"},
    }
    for events in event_models():
        columns = {field.column for field in events._meta.concrete_fields}
        assert columns & personal.get(events._meta.db_table, set()) == set()
