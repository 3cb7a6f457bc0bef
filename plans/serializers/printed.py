"""Printed copies and offline packs in JSON."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.models import Person
from bia.models import Site
from lib.api.fields import CodeField, StrictCharField, StrictIntegerField
from lib.api.resources import BodySerializer, ResourceSerializer
from plans.copy_page import standing
from plans.models import CopyFormat, CopyState, OfflinePack, Plan, PrintCopy
from plans.poster import CURRENT
from plans.printing import qr
from plans.printing.tongue import LANGUAGES


class PrintCopySerializer(ResourceSerializer):
    """`code` is what its QR code carries; `is_current` what the public page says."""

    code = serializers.CharField(source="token", read_only=True)
    plan = serializers.CharField(source="plan_version.plan.code", read_only=True)
    plan_version = serializers.CharField(source="plan_version.key", read_only=True)
    site = serializers.CharField(source="site.code", read_only=True, allow_null=True, default=None)
    holder = serializers.CharField(
        source="holder.code", read_only=True, allow_null=True, default=None
    )
    printed_by = serializers.CharField(source="printed_by.username", read_only=True)
    is_current = serializers.SerializerMethodField()
    replaced_by = serializers.CharField(
        source="replaced_by.token", read_only=True, allow_null=True, default=None
    )
    address = serializers.SerializerMethodField()

    class Meta:
        model = PrintCopy
        fields = (
            *("id", "code", "version", "url", "plan", "plan_version", "format", "language"),
            *("numbers_masked", "quantity", "place", "site", "holder", "printed_by", "printed_at"),
            *("state", "is_current", "replaced_by", "closed_at", "photo_sha256", "address"),
        )
        read_only_fields = fields

    def get_is_current(self, row: PrintCopy) -> bool:
        return standing(row) == f"copy_{CURRENT}"

    def get_address(self, row: PrintCopy) -> str:
        """The public page, as the code says it; the settings are read once for a list."""
        context: Any = self.context
        if "poster_address" not in context:
            context["poster_address"] = qr.address_of("").removesuffix("/v/")
        return qr.address_of(row.token, context["poster_address"])


class CopyPrintingSerializer(BodySerializer):
    """The version of `plan` in force is printed; `replaces` is the code of the copy it is for."""

    plan = CodeField(queryset=Plan.objects.all())
    format = serializers.ChoiceField(choices=CopyFormat.choices)
    language = serializers.ChoiceField(choices=[(one, one) for one in LANGUAGES])
    quantity = StrictIntegerField(min_value=1, max_value=1000, default=1)
    place = StrictCharField(max_length=200, allow_blank=True, default="")
    site = CodeField(queryset=Site.objects.all(), required=False, allow_null=True)
    holder = CodeField(queryset=Person.objects.all(), required=False, allow_null=True)


class ClosureSerializer(BodySerializer):
    """`version` is that which was read."""

    state = serializers.ChoiceField(
        choices=[one for one in CopyState.choices if one[0] != CopyState.POSTED]
    )
    version = StrictIntegerField(min_value=1)


class OfflinePackSerializer(ResourceSerializer):
    """`contents`: path, size and SHA-256 of each file. `has_file` is false once it expired."""

    requested_by = serializers.CharField(
        source="requested_by.username", read_only=True, allow_null=True, default=None
    )
    has_file = serializers.BooleanField(read_only=True, source="file_there")
    contents = serializers.JSONField(read_only=True)
    failure = serializers.CharField(read_only=True)

    class Meta:
        model = OfflinePack
        fields = (
            *("id", "code", "url", "trigger", "state", "progress", "requested_by"),
            *("requested_at", "finished_at", "failure", "sha256", "size_bytes", "contents"),
            *("stored_at", "store_failure", "mailed_at", "expires_at", "has_file"),
        )
        read_only_fields = fields
