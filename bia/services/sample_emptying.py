"""Empties the sample by recreating the database, and only while nothing real is in it.

Append-only tables cannot be emptied row by row, on purpose. So the schema is dropped and
migrated from zero, in one transaction: whatever fails, the sample is still there.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import pghistory.models
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from django.db import connection, transaction
from django.db.utils import OperationalError
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation, User
from bia.services.catalogue_loading import load_catalogue
from bia.services.sample_loading import LOCK
from lib.errors import GuardsUnmet, Problem

WAIT_MS = 10_000


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
    """Recreate the database with the catalogues only. Everybody is signed out.

    Raises GuardsUnmet when no sample is loaded, when real data exists, or when other work
    holds the tables for longer than ten seconds.
    """
    try:
        with transaction.atomic():
            _guard()
            _recreate(at)
    except OperationalError as error:
        busy = _("Other work holds the tables just now. Try again in a minute.")
        raise GuardsUnmet.one("busy", busy) from error
    ContentType.objects.clear_cache()


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


def _recreate(at: datetime) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"SET LOCAL lock_timeout = {WAIT_MS}")
        cursor.execute("SELECT quote_ident(current_schema())")
        schema = cursor.fetchone()[0]
        cursor.execute(f"DROP SCHEMA {schema} CASCADE")
        cursor.execute(f"CREATE SCHEMA {schema}")
    call_command("migrate", verbosity=0, interactive=False)
    load_catalogue(at=at)


def _foreign_changes(sample_ids: list[str]) -> int:
    """Events after the loading that neither the sample's logins nor a task stand behind."""
    found = 0
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT max(created_at) FROM pghistory_context WHERE metadata ? 'sample'"
        )
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
    return sorted(
        connection.ops.quote_name(model._meta.db_table)
        for model in apps.get_models()
        if issubclass(model, pghistory.models.Event) and not model._meta.abstract
        and model._meta.managed
    )
