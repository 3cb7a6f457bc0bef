"""Which state of the register an analysis speaks of, in one cheap query.

Every table the analysis reads has an append-only table of events, written by triggers: the
largest event id of each moves with any writer, raw SQL included. Three things it does not see
are added: transactions that write to those tables right now (their ids may be smaller than one
already committed; other writers of the same server change nothing), names of people (kept out
of history), and a new database or emptied table, whose ids start again.
"""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from accounts.models import Organisation
from bia.models import (
    Assessment,
    Dependency,
    DrCatalogue,
    DrLevel,
    ImpactCategory,
    ImpactRating,
    LossProfile,
    Measurement,
    Process,
    Site,
    Supplier,
    System,
    Tier,
)
from lib.days import day_in
from lib.history import event_model

WATCHED = (
    Process, System, Dependency, Measurement, Site, Supplier, Tier, Organisation,
    LossProfile, Assessment, ImpactRating, ImpactCategory, DrCatalogue, DrLevel,
)  # fmt: skip


def fingerprint(at: datetime) -> str:
    """Equal for equal contents on the same day of the organisation's zone (one query)."""
    with connection.cursor() as cursor:
        cursor.execute(_statement())
        zone, *parts = cursor.fetchone()
    return f"{day_in(at, zone or 'UTC')}|{'|'.join(str(part) for part in parts)}"


def _statement() -> str:
    tables = [event_model(model)._meta.db_table for model in WATCHED]
    watched = ", ".join(f"'\"{table}\"'::regclass" for table in tables)
    newest = ", ".join(f'(SELECT max(pgh_id) FROM "{table}")' for table in tables)  # noqa: S608
    return f"""
        SELECT (SELECT timezone FROM accounts_organisation),
               (SELECT oid FROM pg_database WHERE datname = current_database()),
               pg_relation_filenode('"{tables[0]}"'),
               (SELECT string_agg(DISTINCT virtualtransaction, ',' ORDER BY virtualtransaction)
                FROM pg_locks WHERE mode = 'RowExclusiveLock'
                AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
                AND relation IN ({watched})),
               (SELECT md5(string_agg(id || name, ',' ORDER BY id)) FROM accounts_person
                WHERE id IN (SELECT needs_person_id FROM bia_dependency)),
               {newest}
    """  # noqa: S608  # names of our own tables
