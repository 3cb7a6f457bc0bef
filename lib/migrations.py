"""A migration operation that renders the models once for many operations."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState
from pgtrigger.migrations import AddTrigger


class Together(Operation):
    """`operations` one after the other, as if they stood in the migration themselves.

    Django renders the models that touch a changed one after every operation, which is most of a
    first start; here all are rendered once. So every operation meets the models as they were
    before the first and as they are after the last: right where each changes something of its
    own. A table and an index or field added to it, or one field altered twice, do not belong
    together (an index stands in the options of its CreateModel); triggers may follow their table.
    """

    reversible = True
    # The writer of migrations puts each operation on lines of its own.
    serialization_expand_args = ["operations"]

    def __init__(self, operations: Sequence[Operation]) -> None:
        self.operations = operations

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for operation in self.operations:
            operation.database_forwards(app_label, schema_editor, from_state, to_state)

    def database_backwards(
        self,
        app_label: str,
        schema_editor: BaseDatabaseSchemaEditor,
        from_state: ProjectState,
        to_state: ProjectState,
    ) -> None:
        for operation in reversed(self.operations):
            # A trigger looks its model up where it is going: that may be before its table.
            there = from_state if isinstance(operation, AddTrigger) else to_state
            operation.database_backwards(app_label, schema_editor, from_state, there)

    def describe(self) -> str:
        return f"{len(self.operations)} operations together"
