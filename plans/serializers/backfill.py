"""Batches with their sheets and rows in JSON; personal values are masked without permission."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import Person
from lib.api.fields import CodeField, StrictBooleanField, StrictCharField, StrictIntegerField
from lib.api.resources import BodySerializer, ResourceSerializer
from plans.backfill_progress import progress_of
from plans.models import (
    Backfill,
    BackfillRow,
    FormSheet,
    PaperForm,
    PlanActivation,
    SheetState,
    Store,
)
from plans.services.backfill_export import shown_values
from plans.services.backfill_rows import MOST_LINES

STATES = [one.value for one in SheetState if one != SheetState.STOCK]


class BackfillSerializer(ResourceSerializer):
    """`progress` says how far the shop is; `due_at` is the limit of the backfill clock."""

    activation = CodeField(queryset=PlanActivation.objects.all())
    form = CodeField(queryset=PaperForm.objects.all())
    store = CodeField(queryset=Store.objects.all())
    lead = CodeField(queryset=Person.objects.all(), required=False, allow_null=True)
    progress = serializers.SerializerMethodField()

    class Meta:
        model = Backfill
        fields = (
            *("id", "code", "version", "created_at", "updated_at", "url", "activation", "form"),
            *("store", "state", "lead", "restored_at", "due_at", "sample_percent", "totals"),
            *("explanation", "entered_at", "reconciled_at", "posted_at", "closed_at"),
            *("purged_at", "progress"),
        )
        read_only_fields = fields

    @extend_schema_field({"type": "object", "additionalProperties": True})
    def get_progress(self, row: Backfill) -> dict[str, Any]:
        found = getattr(row, "progress", None) or progress_of([row], at=timezone.now())[0]
        names = ("percent", "sheets", "sheets_out", "sheets_lost", "written", "entered")
        more = ("flagged", "to_check", "checked", "wrong", "to_post", "posted", "lag_s")
        return {name: getattr(found, name) for name in (*names, *more, "left_s", "late")}


class OpenBackfillSerializer(BodySerializer):
    """`sheets` are serials, `quantity` so many of the shop's stock."""

    activation = CodeField(queryset=PlanActivation.objects.none())
    form = CodeField(queryset=PaperForm.objects.all())
    store = CodeField(queryset=Store.objects.all())
    lead = CodeField(queryset=Person.objects.all(), required=False, allow_null=True)
    sheets = serializers.ListField(
        child=StrictCharField(max_length=20), source="serials", required=False, max_length=500
    )
    quantity = StrictIntegerField(min_value=0, max_value=500, required=False)

    def get_fields(self) -> dict[str, Any]:
        fields: dict[str, Any] = super().get_fields()
        request = self.context.get("request")
        if request is not None:
            fields["activation"].queryset = PlanActivation.objects.visible_to(request.user)
        return fields


class IssueSerializer(BodySerializer):
    sheets = serializers.ListField(
        child=StrictCharField(max_length=20), source="serials", required=False, max_length=500
    )
    quantity = StrictIntegerField(min_value=0, max_value=500, required=False)


class SheetSerializer(serializers.ModelSerializer[FormSheet]):
    signed_by: Any = CodeField(read_only=True, allow_null=True)

    class Meta:
        model = FormSheet
        fields = (
            *("serial", "version", "state", "rows_written", "rows_void", "rows_estimated"),
            *("signed_by", "note", "changed_at"),
        )


class AccountSerializer(BodySerializer):
    """What became of a sheet."""

    version = StrictIntegerField()
    state = serializers.ChoiceField(choices=STATES)
    rows_written = StrictIntegerField(required=False, allow_null=True)
    rows_void = StrictIntegerField(required=False, min_value=0)
    rows_estimated = StrictIntegerField(required=False, allow_null=True)
    signed_by = CodeField(queryset=Person.objects.all(), required=False, allow_null=True)
    note = StrictCharField(max_length=500, required=False, allow_blank=True)


class RowSerializer(serializers.ModelSerializer[BackfillRow]):
    """`at` is the time on the paper, the one that counts for the business."""

    sheet = serializers.CharField(source="sheet.serial", read_only=True)
    values = serializers.SerializerMethodField()
    entered_by = serializers.CharField(source="entered_by.username", read_only=True)
    checked_by = serializers.SerializerMethodField()

    class Meta:
        model = BackfillRow
        fields = (
            *("id", "version", "sheet", "row", "values", "at", "illegible", "void", "warnings"),
            *("entered_by", "entered_at", "in_sample", "check_result", "checked_by"),
            *("checked_at", "posted_at", "resent_at"),
        )

    @extend_schema_field({"type": "object", "additionalProperties": {"type": "string"}})
    def get_values(self, row: BackfillRow) -> dict[str, str]:
        return shown_values(row, self.context["columns"], personal=self.context["personal"])

    @extend_schema_field({"type": "string", "nullable": True})
    def get_checked_by(self, row: BackfillRow) -> str | None:
        return row.checked_by.username if row.checked_by else None


class LineSerializer(BodySerializer):
    """`version` is that of the row that is mended; leave it out for a new one."""

    sheet = StrictCharField(max_length=20)
    row = StrictIntegerField(min_value=1, max_value=99)
    values = serializers.DictField(
        child=StrictCharField(max_length=1000, allow_blank=True), required=False
    )
    void = StrictBooleanField(required=False)
    illegible = StrictBooleanField(required=False)
    version = StrictIntegerField(required=False, allow_null=True)


class LinesSerializer(BodySerializer):
    rows: Any = LineSerializer(many=True, allow_empty=False, max_length=MOST_LINES)  # type: ignore[call-arg]
    dry_run = StrictBooleanField(required=False, default=False)


class WrongSerializer(serializers.Serializer[Any]):
    row = serializers.IntegerField()
    column = serializers.CharField()
    value = serializers.CharField()
    reason = serializers.CharField()


class EnteredSerializer(serializers.Serializer[Any]):
    """`wrong` names lines by their place in the request, 1 is the first."""

    added = serializers.IntegerField()
    changed = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    wrong = WrongSerializer(many=True)


class VerdictSerializer(BodySerializer):
    row = StrictIntegerField(min_value=1)
    result = serializers.ChoiceField(choices=["ok", "wrong"])


class VerdictsSerializer(BodySerializer):
    verdicts: Any = VerdictSerializer(many=True, allow_empty=False, max_length=MOST_LINES)  # type: ignore[call-arg]


class ReconcileSerializer(BodySerializer):
    """`counted`: lines on the paper by adviser, counted by hand."""

    explanation = StrictCharField(max_length=5000, required=False, allow_blank=True)
    counted = serializers.DictField(
        child=StrictIntegerField(min_value=0, max_value=100_000), required=False, allow_null=True
    )


class TicksSerializer(BodySerializer):
    """`rows` are ids, null means every row; `on` false takes the tick back."""

    rows = serializers.ListField(
        child=StrictIntegerField(min_value=1), allow_null=True, max_length=MOST_LINES
    )
    on = StrictBooleanField(required=False, default=True)


class CountSerializer(serializers.Serializer[Any]):
    count = serializers.IntegerField()


class BackfillReasonSerializer(BodySerializer):
    reason = StrictCharField(max_length=2000)
