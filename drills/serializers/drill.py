"""A drill in JSON: what is planned, and what has become of it."""

from __future__ import annotations

from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import Person
from bia.models import Process, System
from drills.models import AFTER, Drill, DrillPolicy, DrillScenario, DrillSlot, DrillType, Pause
from incidents.models import Confidentiality, Incident
from lib.api.fields import CodeField, DurationField, InstantField, StrictCharField
from lib.api.resources import ResourceSerializer
from plans.models import Plan, PlanVersion, VersionStatus

TYPES = [one for one in DrillType.choices if one[0] != DrillType.RESTORE_TEST.value]
NUMBER = {"type": "string", "nullable": True}
PERSONS = Person.objects.filter(is_active=True)


class DrillPauseSerializer(serializers.ModelSerializer[Pause]):
    """`ended_at` null: it still stands still."""

    by = serializers.CharField(source="by.username", allow_null=True, default=None)

    class Meta:
        model = Pause
        fields = ("began_at", "ended_at", "reason", "real_event", "by")
        read_only_fields = fields


class DrillSerializer(ResourceSerializer):
    """What has happened is never written here: it follows from the nouns below the drill.

    `plan` with `plan_version` ("2.1") is what is drilled; without a version the one in force, or
    with `tests_draft` the open draft. `script_time_s`: seconds of the script that have passed,
    null before the start. `score`, `verdict` and `outcome` are null until the drill has ended.
    `incident` is the one functional and full-scale exercises run in, `real_incident` what
    interrupted it. `complaints`, `loss` and `cost_actual` are entered by `…/figures/`.
    """

    url = serializers.SerializerMethodField()
    title = StrictCharField(max_length=200, required=False, allow_blank=True)
    type = serializers.ChoiceField(choices=TYPES)
    scenario = CodeField(queryset=DrillScenario.objects.all(), required=False, allow_null=True)
    policy = CodeField(queryset=DrillPolicy.objects.all(), required=False, allow_null=True)
    slot = CodeField(queryset=DrillSlot.objects.all(), required=False, allow_null=True)
    plan = CodeField(
        source="plan_version.plan", queryset=Plan.objects.all(), required=False, allow_null=True,
        default=None,
    )  # fmt: skip
    plan_version = StrictCharField(
        source="plan_version.number", max_length=20, required=False, allow_null=True, default=None
    )
    timezone = StrictCharField(max_length=64, required=False)
    purpose = StrictCharField(max_length=20_000, required=False, allow_blank=True)
    processes = CodeField(queryset=Process.objects.all(), many=True, required=False)
    systems = CodeField(queryset=System.objects.all(), many=True, required=False)
    whitelist = CodeField(queryset=Person.objects.all(), many=True, required=False)
    lead_controller = CodeField(queryset=Person.objects.all(), required=False, allow_null=True)
    lead_evaluator = CodeField(queryset=Person.objects.all(), required=False, allow_null=True)
    planned_start = InstantField()
    planned_end = InstantField()
    present_within_s = DurationField(required=False, max_value=86_400)
    incident = serializers.SerializerMethodField()
    real_incident = serializers.SerializerMethodField()
    cloned_from = serializers.CharField(
        source="cloned_from.code", allow_null=True, default=None, read_only=True
    )
    created_by = serializers.CharField(source="created_by.username", read_only=True)
    pauses = DrillPauseSerializer(many=True, read_only=True)
    script_time_s = serializers.SerializerMethodField()
    score = serializers.SerializerMethodField()
    verdict = serializers.SerializerMethodField()
    outcome = serializers.SerializerMethodField()

    class Meta:
        model = Drill
        fields = (
            *("id", "code", "version", "created_at", "updated_at", "url", "title", "type"),
            *("subtype", "scenario", "policy", "slot", "status", "planned_start", "planned_end"),
            *("original_start", "timezone", "place", "purpose", "no_notice", "processes"),
            *("systems", "plan", "plan_version", "tests_draft", "lead_controller"),
            *("lead_evaluator", "whitelist", "present_within_s", "speed", "incident"),
            *("real_incident", "cloned_from", "created_by", "invited_at", "ready_at"),
            *("started_at", "interrupted_at", "ended_at", "evaluated_at", "closed_at", "pauses"),
            *("paused_s", "script_time_s", "attendance_locked_at", "hot_wash_until", "reason"),
            *("ended_early", "cost_planned", "cost_actual", "complaints", "loss", "score"),
            *("verdict", "outcome", "seq"),
        )
        read_only_fields = (
            *("id", "code", "version", "created_at", "updated_at", "status", "original_start"),
            *("speed", "invited_at", "ready_at", "started_at", "interrupted_at", "ended_at"),
            *("evaluated_at", "closed_at", "paused_s", "attendance_locked_at", "hot_wash_until"),
            *("reason", "ended_early", "cost_actual", "complaints", "loss", "seq"),
        )
        # What the columns must be together is the service's to say, at the field.
        validators: list[Any] = []

    def validate_scenario(self, row: DrillScenario | None) -> DrillScenario | None:
        return self._seen(row)

    def validate_slot(self, row: DrillSlot | None) -> DrillSlot | None:
        return self._seen(row)

    def validate_plan(self, row: Plan | None) -> Plan | None:
        return self._seen(row)

    def validate(self, attributes: dict[str, Any]) -> dict[str, Any]:
        """Plan and number as the version they name."""
        named = attributes.pop("plan_version", {})
        given = set(self.initial_data)
        if not given & {"plan", "plan_version"}:
            return attributes
        known = getattr(self.instance, "plan_version", None)
        plan = named.get("plan") if "plan" in given else getattr(known, "plan", None)
        number = named.get("number") if "plan_version" in given else None
        drafts = attributes.get("tests_draft", getattr(self.instance, "tests_draft", False))
        attributes["plan_version"] = _version(plan, number, is_draft=drafts)
        return attributes

    def _seen(self, row: Any) -> Any:
        """What one may not see is not there."""
        user = self.context["request"].user
        if row is not None and not type(row).objects.visible_to(user).filter(pk=row.pk).exists():
            words = _("There is no object with the code “%(code)s”.") % {"code": row.code}
            raise serializers.ValidationError(words, code="does_not_exist")
        return row

    @extend_schema_field(NUMBER)
    def get_incident(self, row: Drill) -> str | None:
        return row.incident.number if row.incident is not None else None

    @extend_schema_field(NUMBER)
    def get_real_incident(self, row: Drill) -> str | None:
        """A restricted one only for who may see it."""
        other = row.real_incident
        if other is None or other.confidentiality != Confidentiality.RESTRICTED:
            return other.number if other is not None else None
        request = self.context.get("request")
        if request is None:
            return None
        seen = Incident.objects.visible_to(request.user).filter(pk=other.pk).exists()
        return other.number if seen else None

    @extend_schema_field({"type": "integer", "nullable": True})
    def get_script_time_s(self, row: Drill) -> int | None:
        return row.script_time_s(timezone.now())

    @extend_schema_field({"type": "string", "format": "decimal", "nullable": True})
    def get_score(self, row: Drill) -> str | None:
        return f"{row.score:f}" if row.status in AFTER and row.score is not None else None

    @extend_schema_field(
        {
            "type": "string",
            "enum": ["excellent", "good", "improve", "partly", "fail", None],
            "nullable": True,
        }
    )
    def get_verdict(self, row: Drill) -> str | None:
        return row.verdict or None if row.status in AFTER else None

    @extend_schema_field({"type": "object", "additionalProperties": True, "nullable": True})
    def get_outcome(self, row: Drill) -> dict[str, Any] | None:
        """The score with its parts; see `calculators/drill-score/`."""
        return row.outcome or None if row.status in AFTER else None


def _version(plan: Plan | None, number: str | None, *, is_draft: bool) -> PlanVersion | None:
    """The version of `plan` that is meant. Raises ValidationError at the field."""
    if plan is None:
        if number is not None:
            words = _("Name the plan, too.")
            raise serializers.ValidationError({"plan": [words]}, code="required")
        return None
    versions = list(plan.versions.select_related("plan"))
    if number is not None:
        found = next((one for one in versions if one.number == number), None)
        if found is None:
            words = _("The plan has no such version.")
            raise serializers.ValidationError({"plan_version": [words]}, code="does_not_exist")
        return found
    wanted = ("draft", "in_review", "approved") if is_draft else (VersionStatus.EFFECTIVE,)
    found = next((one for one in versions if one.status in wanted), None)
    if found is None:
        words = _("No version of this plan is in force.")
        raise serializers.ValidationError({"plan": [words]}, code="not_in_force")
    return found
