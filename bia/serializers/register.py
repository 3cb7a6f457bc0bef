"""The register in JSON: related objects by code, durations in seconds, shares as strings."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import Department, Person
from bia.analysis.levels_in_use import needed_by_system
from bia.models import Dependency, Obligation, Process, Product, Site, Supplier, System
from bia.models.dependency import node_key
from bia.services.nodes import resolve_node
from lib.api.fields import CodeField
from lib.api.resources import ResourceSerializer
from lib.errors import Refused

RECORD = ["id", "code", "version", "created_at", "updated_at", "url"]
FRESH = ["id", "version", "created_at", "updated_at", "url"]


class SiteSerializer(ResourceSerializer):
    class Meta:
        model = Site
        fields = [*RECORD, "name", "kind", "region", "timezone", "notes"]
        read_only_fields = FRESH


class SupplierSerializer(ResourceSerializer):
    class Meta:
        model = Supplier
        fields = [*RECORD, "name", "contract_rto_s", "contract_rpo_s", "contact", "notes"]
        read_only_fields = FRESH


class SystemSerializer(ResourceSerializer):
    owner = CodeField(queryset=Person.objects.all(), required=False, allow_null=True)
    site = CodeField(queryset=Site.objects.all(), required=False, allow_null=True)
    supplier = CodeField(queryset=Supplier.objects.all(), required=False, allow_null=True)

    class Meta:
        model = System
        fields = [
            *RECORD,
            *("name", "kind", "importance", "description", "owner", "site", "supplier"),
            *("restore_s", "rto_s", "rpo_s", "dr_level"),
        ]
        read_only_fields = FRESH

    def to_internal_value(self, data: Any) -> Any:
        """What was read may be given back whole."""
        if isinstance(data, dict) and "dr_level_needed" in data:
            data = {name: value for name, value in data.items() if name != "dr_level_needed"}
        return super().to_internal_value(data)


class SystemWithLevelSerializer(SystemSerializer):
    """As it is read: with the level the analysis asks for, by the catalogue in use."""

    dr_level_needed = serializers.SerializerMethodField()

    class Meta(SystemSerializer.Meta):
        fields = [*SystemSerializer.Meta.fields, "dr_level_needed"]

    @extend_schema_field({"type": "integer", "nullable": True, "minimum": 1, "maximum": 6})
    def get_dr_level_needed(self, row: System) -> int | None:
        """Null when nothing is asked of it, or no level is enough."""
        root: Any = self.root
        if not hasattr(root, "_needed"):
            root._needed = needed_by_system(timezone.now())
        found = root._needed.get(row.pk)
        return found.level if found else None


class ProcessSerializer(ResourceSerializer):
    department = CodeField(queryset=Department.objects.all(), required=False, allow_null=True)
    owner = CodeField(queryset=Person.objects.all(), required=False, allow_null=True)
    tier = CodeField(read_only=True, allow_null=True)
    margin = serializers.SerializerMethodField()

    class Meta:
        model = Process
        fields = [
            *RECORD,
            *("name", "description", "department", "owner", "critical", "life_safety"),
            *("regulated", "daily_volume", "peak_periods", "mbco_percent", "wrt_s"),
            *("wrt_blocking", "review_due"),
            *("mtd_derived_s", "rto_derived_s", "mtd_s", "rto_s", "rpo_s", "tier", "margin"),
        ]
        read_only_fields = [*FRESH, "mtd_derived_s", "rto_derived_s", "mtd_s", "rto_s", "rpo_s"]

    @extend_schema_field({"type": "string", "nullable": True, "example": "0.75"})
    def get_margin(self, process: Process) -> str | None:
        """(MTD − RTO) / MTD with at most four decimals."""
        margin = process.margin
        if margin is None:
            return None
        text = f"{margin.quantize(Decimal('0.0001')):f}"
        return text.rstrip("0").rstrip(".") or "0"


class ProductSerializer(ResourceSerializer):
    processes = CodeField(queryset=Process.objects.all(), many=True, required=False)

    class Meta:
        model = Product
        fields = [
            *RECORD,
            *("name", "description", "mtd_s", "contract_mtd_s", "mbco_percent", "processes"),
        ]
        read_only_fields = FRESH


class ObligationSerializer(ResourceSerializer):
    processes = CodeField(queryset=Process.objects.all(), many=True, required=False)
    products = CodeField(queryset=Product.objects.all(), many=True, required=False)

    class Meta:
        model = Obligation
        fields = [
            *RECORD,
            *("name", "kind", "reference", "text", "mtd_cap_s", "rto_cap_s", "rpo_cap_s"),
            *("processes", "products"),
        ]
        read_only_fields = FRESH


@extend_schema_field({"type": "string", "example": "system:dispatch"})
class NodeField(serializers.Field[Any, Any, str, Any]):
    """A node of the dependency graph as `kind:code`."""

    default_error_messages = {"invalid": _("Write kind and code, for example system:dispatch.")}

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str) or len(data) > 100:
            self.fail("invalid")
        try:
            return resolve_node(data, by=self.context["request"].user)
        except Refused as refusal:
            problem = refusal.problems[0]
            raise serializers.ValidationError(problem.message, problem.code) from None

    def to_representation(self, value: Any) -> str:
        return node_key(value)


class DependencySerializer(ResourceSerializer):
    """`group_needs` belongs to the whole group: a change is written to every edge of it."""

    dependent = NodeField()
    needs = NodeField()

    class Meta:
        model = Dependency
        fields = [
            *RECORD,
            *("dependent", "needs", "mode", "strength", "workaround_activation_s"),
            *("workaround_endurance_s", "workaround_capacity", "group", "group_needs", "notes"),
        ]
        read_only_fields = FRESH
        extra_kwargs = {"code": {"required": False}}
        validators: list[Any] = []
