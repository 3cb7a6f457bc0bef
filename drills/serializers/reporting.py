"""The after-action report, its findings and the timeline of a drill, in JSON."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.models import Person
from drills.models import AfterActionReport, Criterion, DrillEntry, DrillFinding, SignOff
from drills.serializers.drill import DrillSerializer
from drills.serializers.script import KeyField
from followup.models import ActionKind, ActionPriority
from lib.api.fields import CodeField, InstantField, StrictCharField, StrictIntegerField
from lib.api.resources import BodySerializer
from plans.models import Plan

LONGEST = 20_000
VERSION: dict[str, Any] = {"min_value": 0, "max_value": 2**31 - 1}
FINDING_KINDS = ("strength", "improvement")


class SignOffSerializer(serializers.ModelSerializer[SignOff]):
    """Signs the report as it stood with `digest`."""

    by = serializers.CharField(source="by.username", read_only=True)

    class Meta:
        model = SignOff
        fields = ("part", "by", "at", "digest", "note")
        read_only_fields = fields


class ActionReportSerializer(serializers.ModelSerializer[AfterActionReport]):
    """Drafted from the data when the evaluation is finished; `facts` are frozen when it is
    submitted, `digest` is their SHA-256."""

    drill = serializers.CharField(source="drill.code", read_only=True)
    author = serializers.CharField(
        source="author.code", allow_null=True, default=None, read_only=True
    )
    submitted_by = serializers.CharField(
        source="submitted_by.username", allow_null=True, default=None, read_only=True
    )
    approved_by = serializers.CharField(
        source="approved_by.username", allow_null=True, default=None, read_only=True
    )
    facts = serializers.DictField()
    signed = SignOffSerializer(many=True)

    class Meta:
        model = AfterActionReport
        fields = (
            *("drill", "version", "updated_at", "state", "author", "draft_due_on"),
            *("approval_due_on", "scope", "summary", "conclusion", "too_easy_note"),
            *("submitted_at", "submitted_by", "approved_at", "approved_by", "returned_because"),
            *("digest", "signed", "facts"),
        )
        read_only_fields = fields


class ActionReportChangeSerializer(BodySerializer):
    """Texts of the draft, and who writes it."""

    version = StrictIntegerField(**VERSION)
    scope = StrictCharField(max_length=LONGEST, required=False, allow_blank=True)
    summary = StrictCharField(max_length=LONGEST, required=False, allow_blank=True)
    conclusion = StrictCharField(max_length=LONGEST, required=False, allow_blank=True)
    too_easy_note = StrictCharField(max_length=LONGEST, required=False, allow_blank=True)
    author = CodeField(queryset=Person.objects.all(), required=False, allow_null=True)


class ReportReturnSerializer(BodySerializer):
    at = InstantField(required=False)
    reason = StrictCharField(max_length=LONGEST)


class ReportApprovalSerializer(BodySerializer):
    at = InstantField(required=False)
    comment = StrictCharField(max_length=2_000, required=False, allow_blank=True)


class ReportSignatureSerializer(BodySerializer):
    """`note` of "executive": who signed on paper."""

    at = InstantField(required=False)
    part = serializers.ChoiceField(choices=SignOff.Part.choices)
    note = StrictCharField(max_length=300, required=False, allow_blank=True)


class DrillFindingSerializer(serializers.ModelSerializer[DrillFinding]):
    """A strength or an area to improve. An area to improve has an `action`, a `plan` to change, or
    `no_action_reason`; `avoided_loss` is what it would have cost in a real event."""

    drill = serializers.CharField(source="drill.code", read_only=True)
    criterion = serializers.CharField(
        source="criterion.key", allow_null=True, default=None, read_only=True
    )
    action = serializers.CharField(
        source="action.code", allow_null=True, default=None, read_only=True
    )
    plan = serializers.CharField(source="plan.code", allow_null=True, default=None, read_only=True)
    change_request = serializers.IntegerField(
        source="change_request_id", allow_null=True, read_only=True
    )

    class Meta:
        model = DrillFinding
        fields = (
            *("id", "key", "version", "updated_at", "drill", "kind", "text", "root_cause"),
            *("criterion", "avoided_loss", "action", "plan", "change_request"),
            "no_action_reason",
        )
        read_only_fields = fields


class FindingBodySerializer(BodySerializer):
    kind = serializers.ChoiceField(choices=FINDING_KINDS, required=False)
    text = StrictCharField(max_length=5_000)
    root_cause = StrictCharField(max_length=5_000, required=False, allow_blank=True)
    criterion = KeyField(queryset=Criterion.objects.all(), required=False, allow_null=True)
    avoided_loss = serializers.DecimalField(
        max_digits=18, decimal_places=2, min_value=0, required=False, allow_null=True
    )
    plan = CodeField(queryset=Plan.objects.all(), required=False, allow_null=True)
    no_action_reason = StrictCharField(max_length=500, required=False, allow_blank=True)


class FindingChangeSerializer(FindingBodySerializer):
    version = StrictIntegerField(**VERSION)
    text = StrictCharField(max_length=5_000, required=False)


class FindingActionSerializer(BodySerializer):
    """What it leaves out is suggested by the finding. More can be set at the action itself."""

    at = InstantField(required=False)
    title = StrictCharField(max_length=200, required=False)
    owner = CodeField(queryset=Person.objects.all(), required=False, allow_null=True)
    verifier = CodeField(queryset=Person.objects.all(), required=False, allow_null=True)
    kind = serializers.ChoiceField(choices=ActionKind.choices, required=False)
    priority = serializers.ChoiceField(choices=ActionPriority.choices, required=False)
    due_on = serializers.DateField(required=False, allow_null=True)


class DrillEntrySerializer(serializers.ModelSerializer[DrillEntry]):
    """`at` is claimed, `recorded_at` the server's; `digest` chains to the entry before."""

    actor = serializers.CharField(source="actor.username", allow_null=True, default=None)
    payload = serializers.DictField()
    corrects = serializers.IntegerField(source="corrects.seq", allow_null=True, default=None)

    class Meta:
        model = DrillEntry
        fields = (
            *("seq", "type", "at", "recorded_at", "actor", "source", "text", "language"),
            *("payload", "corrects", "previous_digest", "digest"),
        )
        read_only_fields = fields


class DrillNoteSerializer(BodySerializer):
    """A line of the discussion."""

    at = InstantField(required=False)
    text = StrictCharField(max_length=10_000)


class DrillFeedSerializer(serializers.Serializer[Any]):
    """What is new since `since`: at most 200 entries; ask again while `more`."""

    seq = serializers.IntegerField()
    more = serializers.BooleanField()
    server_now = serializers.DateTimeField()
    drill = DrillSerializer()
    events = DrillEntrySerializer(many=True)
