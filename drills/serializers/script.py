"""The parts of a script in JSON; they name each other by their `key`."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from accounts.models import Person
from drills.models import (
    Criterion,
    Expectation,
    ExpectationResult,
    Inject,
    InjectFile,
    Objective,
)
from lib.api.fields import (
    CodeField,
    DurationField,
    InstantField,
    StrictCharField,
    StrictIntegerField,
)
from lib.api.resources import BodySerializer, ResourceSerializer

LONGEST = 20_000
LARGEST_OFFSET = 2**31 - 1


class KeyField(serializers.SlugRelatedField[Any]):
    """Another part of the same script (`context["script"]`), given and returned by its key."""

    default_error_messages = {
        "does_not_exist": _("There is no {value} in this script."),
        "invalid": _("A key is expected."),
    }

    def __init__(self, **kwargs: Any):
        super().__init__(slug_field="key", **kwargs)

    def get_queryset(self) -> Any:
        rows = super().get_queryset()
        return None if rows is None else rows.filter(script=self.context.get("script"))

    def run_validation(self, data: Any = serializers.empty) -> Any:
        """Not set is null; an empty text is no key (the base would read it as null)."""
        if data == "":
            self.fail("does_not_exist", value=data)
        return super().run_validation(data)

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str):
            self.fail("invalid")
        if "\0" in data:
            self.fail("does_not_exist", value="")
        return super().to_internal_value(data)


class ScriptPartSerializer(ResourceSerializer):
    """`position` orders what has no time of its own; without a `key` the next number is taken."""

    key = StrictCharField(max_length=20, required=False)
    position = StrictIntegerField(min_value=0, max_value=LARGEST_OFFSET, required=False)


class DrillObjectiveSerializer(ScriptPartSerializer):
    """What the drill is held for; either language is enough."""

    text_en = StrictCharField(max_length=LONGEST, required=False, allow_blank=True)
    text_zh = StrictCharField(max_length=LONGEST, required=False, allow_blank=True)

    class Meta:
        model = Objective
        fields = ("id", "key", "version", "updated_at", "position", "text_en", "text_zh")
        read_only_fields = ("id", "version", "updated_at")
        validators: list[Any] = []


class DrillCriterionSerializer(ScriptPartSerializer):
    """`weight` counts inside its `group`, null is an equal share. With a `rule` it is rated by the
    data; a `gate` that fails caps the verdict. `retests` are codes of corrective actions."""

    objective = KeyField(queryset=Objective.objects.all())
    text_en = StrictCharField(max_length=LONGEST, required=False, allow_blank=True)
    text_zh = StrictCharField(max_length=LONGEST, required=False, allow_blank=True)
    params = serializers.DictField(required=False)
    retests = serializers.ListField(
        child=StrictCharField(max_length=30), required=False, max_length=50
    )

    class Meta:
        model = Criterion
        fields = (
            *("id", "key", "version", "updated_at", "position", "objective", "group", "rule"),
            *("text_en", "text_zh", "weight", "gate", "params", "retests"),
        )
        read_only_fields = ("id", "version", "updated_at")
        validators: list[Any] = []


class InjectFileSerializer(serializers.ModelSerializer[InjectFile]):
    class Meta:
        model = InjectFile
        fields = ("id", "name", "content_type", "size_bytes", "sha256")
        read_only_fields = fields


class DrillInjectSerializer(ScriptPartSerializer):
    """A row of the MSEL. `offset_s` counts from the start, pauses left out. `condition` is {} or
    {"all": [{"expectation": "12.1", "is": "met"}]}, or "any"; to everybody who plays where
    `to_roles` and `to_people` are empty. `late_s`: seconds after it was due, negative before."""

    offset_s = DurationField(required=False, max_value=LARGEST_OFFSET)
    body_en = StrictCharField(max_length=LONGEST, required=False, allow_blank=True)
    body_zh = StrictCharField(max_length=LONGEST, required=False, allow_blank=True)
    note_en = StrictCharField(max_length=LONGEST, required=False, allow_blank=True)
    note_zh = StrictCharField(max_length=LONGEST, required=False, allow_blank=True)
    to_roles = serializers.ListField(
        child=StrictCharField(max_length=64), required=False, max_length=50
    )
    to_people = CodeField(queryset=Person.objects.all(), many=True, required=False)
    controller = CodeField(queryset=Person.objects.all(), required=False, allow_null=True)
    condition = serializers.DictField(required=False)
    delivered_by = serializers.CharField(
        source="delivered_by.username", allow_null=True, default=None, read_only=True
    )
    files = InjectFileSerializer(many=True, read_only=True)

    class Meta:
        model = Inject
        fields = (
            *("id", "key", "version", "updated_at", "position", "offset_s", "scenario_time"),
            *("title_en", "title_zh", "body_en", "body_zh", "channel", "to_roles", "to_people"),
            *("controller", "mode", "condition", "note_en", "note_zh", "status", "due_at"),
            *("delivered_at", "delivered_by", "late_s", "skip_reason", "files"),
        )
        read_only_fields = (
            *("id", "version", "updated_at", "status", "due_at", "delivered_at", "late_s"),
            "skip_reason",
        )
        validators: list[Any] = []

    def to_representation(self, row: Inject) -> dict[str, Any]:
        """Players read what was told to them, and nothing that is for controllers."""
        data: dict[str, Any] = super().to_representation(row)
        if self.context.get("plays"):
            data |= {"condition": {}, "note_en": "", "note_zh": "", "controller": None}
        return data


class DrillExpectationSerializer(ScriptPartSerializer):
    """What players should do after an inject, within `due_after_s` of its delivery. Those of one
    inject with the same `group` count together: "one" of them or "all" (`needs`). `late`: seen
    after `due_at`."""

    inject = KeyField(queryset=Inject.objects.all())
    criterion = KeyField(queryset=Criterion.objects.all(), required=False, allow_null=True)
    text_en = StrictCharField(max_length=LONGEST, required=False, allow_blank=True)
    text_zh = StrictCharField(max_length=LONGEST, required=False, allow_blank=True)
    evaluator = serializers.CharField(
        source="evaluator.username", allow_null=True, default=None, read_only=True
    )
    late = serializers.BooleanField(source="is_late", read_only=True)

    class Meta:
        model = Expectation
        fields = (
            *("id", "key", "version", "updated_at", "position", "inject", "criterion", "text_en"),
            *("text_zh", "role", "due_after_s", "weight", "group", "needs", "due_at", "result"),
            *("observed_at", "late", "evaluator", "comment", "evidence"),
        )
        read_only_fields = (
            *("id", "version", "updated_at", "due_at", "result", "observed_at", "comment"),
            "evidence",
        )
        validators: list[Any] = []


class DeliverySerializer(BodySerializer):
    """`text`: what was really said, if it was not what the script says."""

    at = InstantField(required=False)
    text = StrictCharField(max_length=10_000, required=False, allow_blank=True)


class SkippingSerializer(BodySerializer):
    at = InstantField(required=False)
    reason = StrictCharField(max_length=300)


class JudgementSerializer(BodySerializer):
    """`observed_at`: when it was seen (default: `at`). "open" takes it back."""

    at = InstantField(required=False)
    result = serializers.ChoiceField(choices=ExpectationResult.choices)
    observed_at = InstantField(required=False, allow_null=True)
    comment = StrictCharField(max_length=5_000, required=False, allow_blank=True)
    evidence = StrictCharField(max_length=500, required=False, allow_blank=True)


class OrderSerializer(BodySerializer):
    """Keys in their new order; those not named come after them as they were."""

    keys = serializers.ListField(
        child=StrictCharField(max_length=20), allow_empty=False, max_length=5_000
    )
