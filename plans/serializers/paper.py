"""Shops, paper forms and their printings in JSON."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import Person
from bia.models import Process, Site
from lib.api.fields import CodeField, StrictBooleanField, StrictCharField, StrictIntegerField
from lib.api.resources import BodySerializer, ResourceSerializer
from plans.models import ColumnType, FormPrinting, PaperForm, Plan, Store
from plans.services.sheets import LANGUAGES


class StoreSerializer(ResourceSerializer):
    name = serializers.CharField(read_only=True)
    manager = CodeField(queryset=Person.objects.all(), required=False, allow_null=True)
    lead = CodeField(queryset=Person.objects.all(), required=False, allow_null=True)
    site = CodeField(queryset=Site.objects.all(), required=False, allow_null=True)

    class Meta:
        model = Store
        fields = (
            *("id", "code", "version", "created_at", "updated_at", "url", "name"),
            *("name_en", "name_zh", "manager", "lead", "site", "is_active"),
        )
        read_only_fields = ("id", "version", "created_at", "updated_at")
        validators: list[Any] = []


class ColumnSerializer(BodySerializer):
    """A column of a form; `key` names the value in rows."""

    key = StrictCharField(max_length=30)
    name_en = StrictCharField(max_length=100, required=False, allow_blank=True)
    name_zh = StrictCharField(max_length=100, required=False, allow_blank=True)
    type = serializers.ChoiceField(choices=ColumnType.choices, required=False)
    is_required = StrictBooleanField(required=False)
    is_personal = StrictBooleanField(required=False)
    groups_totals = StrictBooleanField(required=False)
    width = StrictIntegerField(min_value=8, max_value=200, required=False)
    choices = serializers.ListField(
        child=StrictCharField(max_length=100), required=False, max_length=50
    )
    example = StrictCharField(max_length=100, required=False, allow_blank=True)


class PaperFormSerializer(ResourceSerializer):
    """`next_serial` is the number of the next sheet that is printed."""

    name = serializers.CharField(read_only=True)
    plan = CodeField(queryset=Plan.objects.all(), required=False, allow_null=True)
    process = CodeField(queryset=Process.objects.all(), required=False, allow_null=True)
    columns = ColumnSerializer(many=True)

    class Meta:
        model = PaperForm
        fields = (
            *("id", "code", "version", "created_at", "updated_at", "url", "name"),
            *("name_en", "name_zh", "prefix", "header_en", "header_zh", "rows_per_sheet"),
            *("landscape", "plan", "process", "is_active", "next_serial", "columns"),
        )
        read_only_fields = ("id", "version", "created_at", "updated_at", "next_serial")
        validators: list[Any] = []


class PrintingSerializer(serializers.ModelSerializer[FormPrinting]):
    store: Any = serializers.SerializerMethodField()
    serials: Any = serializers.SerializerMethodField()
    printed_by = serializers.CharField(source="printed_by.username", read_only=True)

    class Meta:
        model = FormPrinting
        fields = ("id", "store", "language", "quantity", "serials", "printed_at", "printed_by")

    @extend_schema_field({"type": "string", "nullable": True})
    def get_store(self, row: FormPrinting) -> str | None:
        return row.store.code if row.store else None

    @extend_schema_field({"type": "array", "items": {"type": "string"}, "example": ["CSM-000001"]})
    def get_serials(self, row: FormPrinting) -> list[str]:
        """The first and the last."""
        prefix = self.context["prefix"]
        last = row.first_serial + row.quantity - 1
        return [f"{prefix}-{number:06d}" for number in (row.first_serial, last)]


class PrintSerializer(BodySerializer):
    store = CodeField(queryset=Store.objects.all(), required=False, allow_null=True, default=None)
    quantity = StrictIntegerField(min_value=1, max_value=500)
    language = serializers.ChoiceField(choices=LANGUAGES, default="both")
