"""Operations of a migration that are rendered together do what they do one by one."""

from __future__ import annotations

import pgtrigger.compiler
import pytest
from django.db import connection, migrations, models
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger

from lib.migrations import Together

TRIGGER = pgtrigger.compiler.Trigger(
    name="stays",
    sql=pgtrigger.compiler.UpsertTriggerSql(
        func="RAISE EXCEPTION 'stays';",
        hash="0",
        operation="DELETE",
        pgid="pgtrigger_stays_1",
        table="lib_shelf",
        when="BEFORE",
    ),
)


def operations() -> list[Operation]:
    """A table with an index, what points to it, and a trigger of the first."""
    key = models.BigAutoField(primary_key=True)
    return [
        migrations.CreateModel(
            "Shelf",
            [("id", key), ("name", models.CharField(max_length=9))],
            options={"indexes": [models.Index(fields=["name"], name="shelf_name")]},
        ),
        migrations.CreateModel(
            "Book", [("id", key), ("shelf", models.ForeignKey("lib.Shelf", models.CASCADE))]
        ),
        AddTrigger("shelf", TRIGGER),
    ]


def names() -> set[str]:
    """Tables, indexes, keys and triggers of the test."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relname ~ '^(lib_)?(shelf|book)' AND relkind <> 'S'"
            " UNION SELECT tgname FROM pg_trigger WHERE tgname = 'pgtrigger_stays_1'"
            " UNION SELECT 'key of ' || conrelid::regclass FROM pg_constraint"
            " WHERE conrelid::regclass::text ~ '^lib_(shelf|book)' AND contype = 'f'"
        )
        return {name for (name,) in cursor.fetchall() if not name.endswith("_like")}


def applied(todo: list[Operation]) -> tuple[ProjectState, ProjectState]:
    """The states before and after, as `migrate` would go through them."""
    before = ProjectState()
    state = before.clone()
    assert state.apps
    with connection.schema_editor() as editor:
        for operation in todo:
            old = state.clone()
            operation.state_forwards("lib", state)
            operation.database_forwards("lib", editor, old, state)
    return before, state


@pytest.mark.django_db
def test_together_makes_the_same_tables_and_the_same_state_as_one_by_one() -> None:
    together = Together(operations())
    before, after = applied([together])
    made = names()
    assert made >= {"lib_shelf", "lib_book", "shelf_name", "pgtrigger_stays_1", "key of lib_book"}
    with connection.schema_editor() as editor:
        together.database_backwards("lib", editor, after, before)
    assert names() == set()

    _before, one_by_one = applied(operations())

    assert names() == made
    assert after == one_by_one
    assert after.models["lib", "shelf"].options["triggers"] == [TRIGGER]


def test_together_says_how_many_it_holds() -> None:
    assert Together(operations()).describe() == "3 operations together"
