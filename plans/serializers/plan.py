"""Plans, their attestations and change requests in JSON."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import Person
from bia.models import Process, Site, System
from lib.api.fields import CodeField, StrictCharField
from lib.api.resources import BodySerializer, ResourceSerializer
from plans.models import Attestation, ChangeRequest, Plan, PlanVersion, VersionStatus


class PlanSerializer(ResourceSerializer):
    """`effective` and `open_version` are numbers such as "2.1"; null for none."""

    name = serializers.CharField(read_only=True)
    owner = CodeField(queryset=Person.objects.all())
    deputy = CodeField(queryset=Person.objects.all(), required=False, allow_null=True)
    processes = CodeField(queryset=Process.objects.all(), many=True, required=False)
    systems = CodeField(queryset=System.objects.all(), many=True, required=False)
    sites = CodeField(queryset=Site.objects.all(), many=True, required=False)
    effective = serializers.SerializerMethodField()
    open_version = serializers.SerializerMethodField()

    class Meta:
        model = Plan
        fields = (
            *("id", "code", "version", "created_at", "updated_at", "url", "name"),
            *("kind", "level", "name_en", "name_zh", "owner", "deputy", "processes", "systems"),
            *("sites", "confidentiality", "languages", "review_months", "reviewed_on"),
            *("review_due", "template", "retired_at", "effective", "open_version"),
        )
        read_only_fields = (
            *("id", "version", "created_at", "updated_at", "reviewed_on", "review_due"),
            *("template", "retired_at"),
        )
        extra_kwargs = {"code": {"required": False}}
        # Which names a plan needs is the service's to say, at the field.
        validators: list[Any] = []

    def validate(self, attributes: dict[str, Any]) -> dict[str, Any]:
        row = self.instance
        names = [attributes.get(name, getattr(row, name, "")) for name in ("name_en", "name_zh")]
        if not any(name.strip() for name in names):
            words = _("Give the plan a name in English or Chinese.")
            raise serializers.ValidationError({"name_en": [words]})
        return attributes

    @extend_schema_field({"type": "string", "nullable": True, "example": "2.1"})
    def get_effective(self, row: Plan) -> str | None:
        return self._number(row, VersionStatus.EFFECTIVE)

    @extend_schema_field({"type": "string", "nullable": True, "example": "3.0"})
    def get_open_version(self, row: Plan) -> str | None:
        return self._number(row, "draft", "in_review", "approved")

    def _number(self, row: Plan, *status: str) -> str | None:
        # The row of a conflict was not read for a list.
        shown: list[PlanVersion] = getattr(row, "shown_versions", None) or list(row.versions.all())
        return next((one.number for one in shown if one.status in status), None)


class AttestationSerializer(BodySerializer):
    statement = StrictCharField(max_length=5000, required=False, allow_blank=True, default="")


class AttestedSerializer(serializers.ModelSerializer[Attestation]):
    version = serializers.CharField(source="plan_version.number")
    by = serializers.CharField(source="by.username")

    class Meta:
        model = Attestation
        fields = ("version", "by", "at", "statement")
        read_only_fields = fields


class RetirementSerializer(BodySerializer):
    reason = StrictCharField(max_length=5000)


class DecisionSerializer(BodySerializer):
    """`decision` says why; it must be said for a rejection."""

    decision = StrictCharField(max_length=5000, required=False, allow_blank=True, default="")


class ChangeRequestSerializer(ResourceSerializer):
    """`params` are plain values that fill the sentence of `trigger`."""

    plan = CodeField(queryset=Plan.objects.all())
    text = StrictCharField(max_length=5000)
    raised_by = serializers.SerializerMethodField()
    decided_by = serializers.SerializerMethodField()
    adopted_in = serializers.SerializerMethodField()
    due_on = serializers.DateField(source="review.due_on", read_only=True)

    class Meta:
        model = ChangeRequest
        fields = (
            *("id", "url", "plan", "trigger", "source_ref", "params", "text", "state", "due_on"),
            *("raised_at", "raised_by", "decided_at", "decided_by", "decision", "adopted_in"),
        )
        read_only_fields = (
            *("id", "trigger", "source_ref", "params", "state", "raised_at", "decided_at"),
            "decision",
        )
        validators: list[Any] = []

    def validate_plan(self, plan: Plan) -> Plan:
        request = self.context.get("request")
        if request and not Plan.objects.visible_to(request.user).filter(pk=plan.pk).exists():
            words = _("There is no object with the code “%(value)s”.") % {"value": plan.code}
            raise serializers.ValidationError(words, "does_not_exist")
        return plan

    @extend_schema_field({"type": "string", "nullable": True})
    def get_raised_by(self, row: ChangeRequest) -> str | None:
        return row.raised_by.username if row.raised_by else None

    @extend_schema_field({"type": "string", "nullable": True})
    def get_decided_by(self, row: ChangeRequest) -> str | None:
        return row.decided_by.username if row.decided_by else None

    @extend_schema_field({"type": "string", "nullable": True, "example": "3.0"})
    def get_adopted_in(self, row: ChangeRequest) -> str | None:
        return row.adopted_in.number if row.adopted_in else None
