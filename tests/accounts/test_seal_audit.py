"""The seals: intact, altered, removed, inserted, cut off, and columns that come later."""

from io import StringIO

import pghistory
import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.utils.timezone import now

from accounts.models import AuditAnchor
from accounts.services.personal_data import erase_addresses
from accounts.services.seal import seal_audit
from accounts.services.verification import verify_audit
from tests.factories import NOON, process

pytestmark = pytest.mark.django_db


@pytest.fixture
def sealed(manager):
    """Three processes under two seals."""
    with pghistory.context(user=manager.pk, address="192.0.2.7", url="/processes/new/"):
        process("orders")
        process("stock")
    seal_audit(at=NOON)
    process("claims")
    seal_audit(at=NOON)


def forge(sql):
    """What somebody with the database's own password can do."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql)
        cursor.execute("SET LOCAL session_replication_role = DEFAULT")


def ids():
    with connection.cursor() as cursor:
        cursor.execute("SELECT array_agg(pgh_id ORDER BY pgh_id) FROM bia_processevent")
        return cursor.fetchone()[0]


def test_an_untouched_trail_is_intact(sealed):
    verdict = verify_audit()
    assert (verdict.problems, verdict.anchors, verdict.waiting) == ([], 2, 0)
    assert verdict.digest == AuditAnchor.objects.get(number=2).digest


def test_nothing_new_makes_no_anchor(sealed):
    assert seal_audit(at=NOON) is None


def test_new_rows_wait_for_the_next_seal(sealed):
    process("returns")
    assert verify_audit().waiting == 1


@pytest.mark.parametrize(
    ("sql", "word"),
    [
        ("UPDATE bia_processevent SET name = 'forged' WHERE pgh_id = {0}", "altered"),
        (
            "UPDATE bia_processevent SET pgh_created_at = '2020-01-01Z' WHERE pgh_id = {0}",
            "altered",
        ),
        ("UPDATE bia_processevent SET pgh_context_id = NULL WHERE pgh_id = {0}", "altered"),
        ("DELETE FROM bia_processevent WHERE pgh_id = {0}", "removed"),
    ],
)
def test_tampering_is_named_with_its_stretch(sealed, sql, word):
    first, second, _third = ids()
    forge(sql.format(first))
    problems = verify_audit().problems
    assert len(problems) == 1
    assert problems[0].startswith(
        f"bia_processevent: rows 1 to {second}, sealed 2026-03-02 12:00 UTC"
    )
    assert word in problems[0]


def test_a_forged_context_is_found(sealed):
    forge("""UPDATE pghistory_context SET metadata = jsonb_set(metadata, '{user}', '1')""")
    assert "altered" in verify_audit().problems[0]


def test_an_event_slipped_in_between_is_found(sealed):
    process("returns")
    *_sealed, waiting = ids()
    forge(f"UPDATE bia_processevent SET pgh_id = 0 - {waiting} WHERE pgh_id = {waiting}")
    forge("UPDATE bia_processevent SET pgh_id = 1 WHERE pgh_id < 0")
    first, *_rest = ids()
    assert first == 1
    assert ["inserted" in line for line in verify_audit().problems] == [True]


def test_an_emptied_table_is_found(sealed):
    forge("TRUNCATE bia_processevent")
    assert len(verify_audit().problems) == 2


def test_a_cut_chain_is_found(sealed):
    forge("DELETE FROM accounts_auditanchor WHERE number = 1")
    assert any("the first ones are missing" in line for line in verify_audit().problems)


def test_a_rewritten_anchor_needs_the_key(sealed, settings):
    settings.AUDIT_SIGNING_KEY = "another"
    assert len([line for line in verify_audit().problems if "signature" in line]) == 2


def test_a_cut_off_end_is_found_with_the_digest_from_the_log(sealed):
    newest = AuditAnchor.objects.get(number=2).digest
    forge("DELETE FROM accounts_auditanchor WHERE number = 2")
    assert verify_audit().problems == []
    assert len(verify_audit(expected=newest).problems) == 1


def test_a_switched_off_trigger_is_named(sealed):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE bia_processevent DISABLE TRIGGER USER")
        assert verify_audit().problems == ["bia_processevent: its protection is switched off"]
        cursor.execute("ALTER TABLE bia_processevent ENABLE TRIGGER USER")


def test_a_later_column_breaks_no_seal(sealed):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE bia_processevent ADD COLUMN later integer DEFAULT 7")
        cursor.execute("ALTER TABLE bia_processevent ALTER COLUMN name TYPE text")
    assert verify_audit().problems == []


def test_a_removed_column_is_reported(sealed):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE bia_processevent DROP COLUMN peak_periods")
    assert all("cannot be read" in line for line in verify_audit().problems)


def test_addresses_go_without_breaking_the_seal(sealed):
    forge("UPDATE pghistory_context SET created_at = created_at - interval '1 year'")
    problems = verify_audit().problems
    assert erase_addresses(older_than_days=180, at=now()) == 1
    assert verify_audit().problems == problems


def test_append_only_tables_are_under_seal(manager):
    from bia.models import MajorChange

    MajorChange.objects.create(process=process("orders"), at=now(), reason="moved", by=manager)
    seal_audit(at=NOON)
    forge("UPDATE bia_majorchange SET reason = 'nothing'")
    assert "bia_majorchange" in verify_audit().problems[0]


def test_the_commands_answer_people_and_scripts(manager):
    process("orders")
    out = StringIO()
    call_command("seal_audit", stdout=out)
    assert "Anchor 1 seals" in out.getvalue()
    out = StringIO()
    call_command("verify_audit", stdout=out)
    assert out.getvalue().startswith("1 anchors over")
    forge("DELETE FROM bia_processevent")
    err = StringIO()
    with pytest.raises(SystemExit) as ended:
        call_command("verify_audit", stderr=err)
    assert ended.value.code == 1
    assert "bia_processevent" in err.getvalue()


@pytest.mark.django_db(transaction=True)
def test_a_table_being_written_waits_for_the_next_seal():
    """A running transaction holds an id that is not visible yet."""
    import threading

    process("orders")
    written, sealed = threading.Event(), threading.Event()

    def writer():
        from django.db import connection as own

        try:
            with transaction.atomic():
                process("stock")
                written.set()
                sealed.wait(20)
        finally:
            own.close()

    thread = threading.Thread(target=writer)
    thread.start()
    written.wait(20)
    anchor = seal_audit(at=NOON)
    sealed.set()
    thread.join()
    assert anchor is None or "bia_processevent" not in anchor.tables
    assert "bia_processevent" in seal_audit(at=NOON).tables
    assert verify_audit().problems == []
