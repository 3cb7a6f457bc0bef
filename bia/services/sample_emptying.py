"""Empties the sample: the database as after its first start, while nothing real is in it.

Append-only tables cannot be emptied row by row, on purpose. So all tables are truncated at
once, in one transaction with the check: whatever fails, the sample is still there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.db.utils import OperationalError
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from bia.services.catalogue_loading import load_catalogue
from bia.services.sample_loading import LOCK
from bia.services.sample_parts import parts
from lib.errors import GuardsUnmet, Problem
from lib.history import event_models

WAIT_MS = 10_000

# What migrations wrote and a fresh installation has too.
OF_THE_SCHEMA = {"django_migrations", "django_content_type", "auth_permission"}


@dataclass(frozen=True)
class RealData:
    """What a person of flesh and blood would lose."""

    accounts: int
    changes: int

    def __bool__(self) -> bool:
        return bool(self.accounts or self.changes)


def real_data() -> RealData:
    """Accounts that are not the sample's, and changes nobody of the sample made.

    A change counts as the sample's when the loading wrote it, a login of the sample made it,
    or a background task did on its own. Everything else is somebody's work.
    """
    sample_ids = list(User.objects.filter(is_sample=True).values_list("id", flat=True))
    accounts = User.objects.filter(is_sample=False).count()
    return RealData(accounts, _foreign_changes([str(one) for one in sample_ids]))


def empty_sample(*, at: datetime) -> None:
    """Leave the catalogues only. Everybody is signed out.

    Raises GuardsUnmet when no sample is loaded, when real data exists, or when other work
    holds the tables for longer than ten seconds.
    """
    try:
        with transaction.atomic():
            _guard()
            recreate(at)
            for part in parts():
                transaction.on_commit(part.emptied)
    except OperationalError as error:
        busy = _("Other work holds the tables just now. Try again in a minute.")
        raise GuardsUnmet.one("busy", busy) from error


def _guard() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
    if not Organisation.current().sample:
        raise GuardsUnmet.one("no_sample", _("No sample company is loaded."))
    found = real_data()
    problems = []
    if found.accounts:
        words = _("There are accounts that do not belong to the sample: %(count)s.")
        problems.append(Problem("real_accounts", words % {"count": found.accounts}))
    if found.changes:
        words = _("There are changes that nobody of the sample made: %(count)s.")
        problems.append(Problem("real_changes", words % {"count": found.changes}))
    if problems:
        raise GuardsUnmet(problems)


def recreate(at: datetime) -> None:
    """Every table as a fresh installation has it: numbers start at 1, the catalogues are back."""
    tables = [
        connection.ops.quote_name(name)
        for name in connection.introspection.table_names()
        if name not in OF_THE_SCHEMA
    ]
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = {WAIT_MS}")
        cursor.execute("SET LOCAL bcm.truncate = 'allowed'")
        cursor.execute(f"TRUNCATE {', '.join(tables)} RESTART IDENTITY CASCADE")
        cursor.execute("SET LOCAL bcm.truncate = ''")
    load_catalogue(at=at)


def _foreign_changes(sample_ids: list[str]) -> int:
    """Events after the loading that neither the sample's logins nor a task stand behind."""
    found = 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(created_at) FROM pghistory_context WHERE metadata ? 'sample'")
        loaded_at = cursor.fetchone()[0]
        for table in _event_tables():
            cursor.execute(
                f"""
                SELECT count(*) FROM {table} event
                LEFT JOIN pghistory_context context ON context.id = event.pgh_context_id
                WHERE (context.id IS NULL AND event.pgh_created_at > %s)
                   OR (context.id IS NOT NULL AND NOT (context.metadata ?| ARRAY['sample', 'task'])
                       AND coalesce(context.metadata->>'user', '') <> ALL(%s))
                   OR (context.metadata ? 'user' AND context.metadata->>'user' IS NOT NULL
                       AND context.metadata->>'user' <> ALL(%s))
                """,  # noqa: S608 - names of our own tables
                [loaded_at, sample_ids, sample_ids],
            )
            found += cursor.fetchone()[0]
    return found


def _event_tables() -> list[str]:
    return [connection.ops.quote_name(model._meta.db_table) for model in event_models()]
