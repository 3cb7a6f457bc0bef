"""Corrective actions in JSON."""

from __future__ import annotations

from typing import Any, cast

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import Organisation, Person
from followup.models import CorrectiveAction, Postponement, RootCause
from followup.services.action_data import criterion_key
from lib.api.fields import CodeField, StrictCharField
from lib.api.resources import ResourceSerializer
from lib.days import day_in

READ_ONLY = [
    *("is_core", "original_due_on", "created_by", "opened_at", "done_at", "verified_at"),
    *("verified_by", "closed_at", "risk_accepted_by", "risk_expires_on", "recurrence_of"),
    *("ineffective_since", "overdue", "postponements"),
]
LONGEST_TEXT = 10_000


@extend_schema_field({"type": "string", "nullable": True, "example": "process:road-rescue"})
class SubjectKeyField(serializers.Field[Any, Any, Any, Any]):
    """ "kind:code", or null for none; `prefix` names the pair of columns."""

    default_error_messages = {"invalid": _("Name a subject as kind:code.")}

    def __init__(self, prefix: str = "", **options: Any):
        super().__init__(source="*", required=False, allow_null=True, **options)
        self.prefix = prefix

    def _columns(self, kind: str, code: str) -> dict[str, str]:
        return {f"{self.prefix}subject_kind": kind, f"{self.prefix}subject_code": code}

    def validate_empty_values(self, data: Any) -> tuple[bool, Any]:
        if data is None:
            return True, self._columns("", "")
        return super().validate_empty_values(data)

    def to_internal_value(self, data: Any) -> dict[str, str]:
        if not isinstance(data, str) or "\0" in data or not 3 <= len(data) <= 131:
            self.fail("invalid")
        kind, colon, code = data.partition(":")
        if not colon or not kind or not code or len(kind) > 30 or len(code) > 100:
            self.fail("invalid")
        return self._columns(kind, code)

    def to_representation(self, row: CorrectiveAction) -> str | None:
        return (criterion_key(row) if self.prefix else row.subject_key) or None


class PostponementSerializer(serializers.ModelSerializer[Postponement]):
    by = serializers.CharField(source="by.username")

    class Meta:
        model = Postponement
        fields = ["from_on", "to_on", "reason", "by", "at"]
        read_only_fields = fields


@extend_schema_field({"type": "string", "enum": [
    "draft", "open", "in_progress", "done", "verified", "accepted_risk", "cancelled",
]})  # fmt: skip
class StateField(StrictCharField):
    """On create "draft" (or left out) or "open"; afterwards it moves by the nouns alone."""


class ActionSerializer(ResourceSerializer):
    """`criterion` in words, or `criterion_measure` of `criterion_subject` (default: `subject`) of
    at most `criterion_limit_s`."""

    state = StateField(required=False, max_length=15)
    subject = SubjectKeyField()
    criterion_subject = SubjectKeyField(prefix="criterion_")
    owner = CodeField(queryset=Person.objects.all(), required=False, allow_null=True)
    verifier = CodeField(queryset=Person.objects.all(), required=False, allow_null=True)
    cause = CodeField(queryset=RootCause.objects.all(), required=False, allow_null=True)
    recurrence_of = CodeField(read_only=True, allow_null=True)
    finding = StrictCharField(max_length=LONGEST_TEXT)
    root_cause = StrictCharField(max_length=LONGEST_TEXT, required=False, allow_blank=True)
    criterion = StrictCharField(max_length=LONGEST_TEXT, required=False, allow_blank=True)
    criterion_measure = StrictCharField(
        required=False, allow_blank=True, max_length=3, help_text="rto, rpo or empty"
    )
    cost_estimate = serializers.DecimalField(
        max_digits=18, decimal_places=2, required=False, allow_null=True
    )
    created_by = serializers.SerializerMethodField()
    verified_by = serializers.SerializerMethodField()
    risk_accepted_by = serializers.SerializerMethodField()
    overdue = serializers.SerializerMethodField()
    postponements = PostponementSerializer(many=True, read_only=True)

    class Meta:
        model = CorrectiveAction
        fields = [
            *("id", "code", "version", "created_at", "updated_at", "url", "title", "state"),
            *("source", "source_ref", "subject", "finding", "root_cause", "cause", "kind"),
            *("priority", "owner", "verifier", "due_on", "verify_by", "criterion"),
            *("criterion_subject", "criterion_measure", "criterion_limit_s", "plan_change"),
            *("cost_estimate", *READ_ONLY),
        ]
        read_only_fields = [
            *("id", "code", "version", "created_at", "updated_at", "url", *READ_ONLY),
        ]
        # What the columns must be together is the service's to say, at the field.
        validators: list[Any] = []

    def validate_state(self, state: str) -> str:
        if self.instance is None and state not in ("draft", "open"):
            words = _("A new action is a draft, or open.")
            raise serializers.ValidationError(words, "invalid_choice")
        if self.instance is not None and state != self.instance.state:
            words = _("The state moves by completion, verification and so on, not by a change.")
            raise serializers.ValidationError(words, "not_changed_here")
        return state

    def validate(self, values: Any) -> Any:
        if self.instance is not None:
            values.pop("state", None)
        return values

    @extend_schema_field({"type": "string"})
    def get_created_by(self, row: CorrectiveAction) -> str:
        return row.created_by.username

    @extend_schema_field({"type": "string", "nullable": True})
    def get_verified_by(self, row: CorrectiveAction) -> str | None:
        return row.verified_by.username if row.verified_by else None

    @extend_schema_field({"type": "string", "nullable": True})
    def get_risk_accepted_by(self, row: CorrectiveAction) -> str | None:
        return row.risk_accepted_by.username if row.risk_accepted_by else None

    @extend_schema_field(bool)
    def get_overdue(self, row: CorrectiveAction) -> bool:
        if row.state not in ("open", "in_progress") or row.due_on is None:
            return False
        # The organisation's zone is read once for a whole list.
        known = cast("dict[str, Any]", self.context)
        if "house_zone" not in known:
            known["house_zone"] = Organisation.current().timezone
        user = row.owner.user if row.owner is not None else None
        zone = user.timezone if user is not None else ""
        return row.due_on < day_in(timezone.now(), zone or known["house_zone"])
