"""An incident in JSON: what is declared, and what has become of it."""

from __future__ import annotations

from typing import Any, ClassVar

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import User
from bia.models import System
from incidents.models import (
    Category,
    Confidentiality,
    Incident,
    IncidentSystem,
    Mode,
    Origin,
    Precision,
    Status,
)
from incidents.serializers.linked import LinkedNumbersSerializer
from incidents.serializers.second_names import SecondNamesSerializer
from incidents.serializers.suggested import suggested_json
from lib.api.fields import (
    CodeField,
    DurationField,
    InstantField,
    StrictBooleanField,
    StrictCharField,
    StrictIntegerField,
)
from lib.api.resources import BodySerializer, ResourceSerializer

MOST_SYSTEMS = 200
MOST_REGIONS = 100
LONGEST = 20_000


def login(user: User | None) -> str | None:
    return user.username if user is not None else None


class IncidentSystemSerializer(BodySerializer):
    """`extent`: wholly or partly down."""

    system = CodeField(queryset=System.objects.all())
    extent = serializers.ChoiceField(
        choices=IncidentSystem.Extent.choices, default=IncidentSystem.Extent.FULL.value
    )


class ForecastSerializer(serializers.Serializer[Any]):
    """`at_s` seconds after it began, and the same as an instant."""

    grade = serializers.CharField()
    at_s = serializers.IntegerField()
    at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField()


class SuggestedGradeSerializer(serializers.Serializer[Any]):
    grade = serializers.CharField()
    reasons = serializers.ListField(child=serializers.CharField())
    forecast = ForecastSerializer(many=True)


class ProposalSerializer(serializers.Serializer[Any]):
    """A lower grade that waits for the decision level."""

    grade = serializers.CharField(source="grade.code")
    reason = serializers.CharField()
    proposed_at = serializers.DateTimeField()
    proposed_by = serializers.CharField(source="proposed_by.username")


class CommsGroupSerializer(BodySerializer):
    """The chat group of the response."""

    name = StrictCharField(max_length=200, required=False, allow_blank=True)
    url = StrictCharField(max_length=500, required=False, allow_blank=True)


class IncidentSerializer(LinkedNumbersSerializer, ResourceSerializer):
    """What has happened is never written here: it follows from the nouns below the incident.

    `suggested_grade` is what the rules make of the BIA at this moment, with their reasons.
    `systems` are codes; `failed_systems` says the same with the extent of each. `number` is the
    `code`, `source` the `origin`, `tz` the `timezone`, `drill` the `drill_code`, `comms_group` the
    `group_name` and `group_url`. `next_report_due_at`: when the situation report that is awaited
    now is due; null when none is.
    """

    code = serializers.CharField(source="number", read_only=True)
    number = serializers.CharField(read_only=True)
    # A field called as an attribute of its class: the class only reads its own.
    source = serializers.ChoiceField(  # type: ignore[assignment]
        source="origin", choices=Origin.choices, read_only=True
    )
    tz = serializers.CharField(source="timezone", read_only=True)
    drill = serializers.SerializerMethodField()
    comms_group = serializers.SerializerMethodField()
    grade_confirmed = serializers.SerializerMethodField()
    next_report_due_at = serializers.SerializerMethodField()
    url = serializers.SerializerMethodField()
    systems = serializers.SerializerMethodField()
    failed_systems = IncidentSystemSerializer(many=True, read_only=True)
    grade = serializers.CharField(
        source="grade.code", allow_null=True, default=None, read_only=True
    )
    provisional_grade = serializers.CharField(
        source="provisional_grade.code", allow_null=True, default=None, read_only=True
    )
    original_grade = serializers.CharField(
        source="original_grade.code", allow_null=True, default=None, read_only=True
    )
    worst_grade = serializers.CharField(
        source="worst_grade.code", allow_null=True, default=None, read_only=True
    )
    suggested_grade = serializers.SerializerMethodField()
    grade_proposal = serializers.SerializerMethodField()
    declared_by = serializers.CharField(source="declared_by.username", read_only=True)
    commander = serializers.SerializerMethodField()
    status = serializers.ChoiceField(choices=Status.choices, read_only=True)
    category = serializers.ChoiceField(choices=Category.choices, read_only=True)
    mode = serializers.ChoiceField(choices=Mode.choices, read_only=True)
    origin = serializers.ChoiceField(choices=Origin.choices, read_only=True)

    class Meta:
        model = Incident
        fields = (
            *("id", "code", "number", "version", "created_at", "updated_at", "url", "mode"),
            *("drill_code", "drill", "title", "summary", "category", "change_ref"),
            *("planned_maintenance", "origin", "source", "external_id", "status"),
            *("system_unknown", "no_process_affected", "systems", "failed_systems", "regions"),
            *("grade", "grade_confirmed", "provisional_grade", "original_grade"),
            *("worst_grade", "grade_effective_at", "suggested_grade", "grade_proposal"),
            *("occurred_at", "occurred_precision", "detected_at", "declared_at", "declared_by"),
            *("acknowledged_at", "assessed_at", "level_acknowledged_at", "workaround_at"),
            *("restored_at", "verified_at", "review_submitted_at", "closed_at", "cancelled_at"),
            *("expected_recovery_at", "traffic_percent", "report_interval_s", "no_report_reason"),
            *("next_report_due_at", "timezone", "tz", "confidentiality", "group_name"),
            *("group_url", "comms_group", "commander"),
            *("merged_into", "parent", "recurrence_of", "related", "reopened_count", "seq"),
        )
        read_only_fields = fields

    @extend_schema_field({"type": "string", "nullable": True})
    def get_drill(self, row: Incident) -> str | None:
        return row.drill_code or None

    @extend_schema_field(CommsGroupSerializer(allow_null=True))
    def get_comms_group(self, row: Incident) -> dict[str, str] | None:
        if not row.group_name and not row.group_url:
            return None
        return {"name": row.group_name, "url": row.group_url}

    @extend_schema_field(bool)
    def get_grade_confirmed(self, row: Incident) -> bool:
        return row.grade_id is not None

    @extend_schema_field({"type": "string", "format": "date-time", "nullable": True})
    def get_next_report_due_at(self, row: Incident) -> Any:
        due = getattr(row, "report_due_at", None)
        return None if due is None else serializers.DateTimeField().to_representation(due)

    @extend_schema_field(serializers.ListField(child=serializers.CharField()))
    def get_systems(self, row: Incident) -> list[str]:
        return [one.system.code for one in row.failed_systems.all()]

    @extend_schema_field(SuggestedGradeSerializer(allow_null=True))
    def get_suggested_grade(self, row: Incident) -> dict[str, Any] | None:
        return suggested_json(row)

    @extend_schema_field(ProposalSerializer(allow_null=True))
    def get_grade_proposal(self, row: Incident) -> dict[str, Any] | None:
        waiting = getattr(row, "waiting_proposals", [])
        return dict(ProposalSerializer(waiting[0]).data) if waiting else None

    @extend_schema_field({"type": "string", "nullable": True})
    def get_commander(self, row: Incident) -> str | None:
        held = getattr(row, "commanding", [])
        return held[0].person.code if held else None


@extend_schema_field(
    {
        "oneOf": [
            {"type": "array", "items": {"type": "string", "maxLength": 60}, "maxItems": 100},
            {"type": "string", "enum": ["all"]},
            {"type": "integer", "enum": [0]},
        ]
    }
)
class RegionsField(serializers.ListField):
    """Names, or "all" for the whole country; [] or 0 is a limited scope. A mere number of regions
    is refused: each of them is restored by its name."""

    default_error_messages = {
        "no_names": _("Name the regions, or write “all”; [] is a limited scope."),
    }

    def __init__(self, **kwargs: Any):
        kwargs.setdefault("max_length", MOST_REGIONS)
        super().__init__(child=StrictCharField(max_length=60), **kwargs)

    def to_internal_value(self, data: Any) -> Any:
        if data == "all":
            return ["all"]
        if isinstance(data, int) and not isinstance(data, bool):
            if data == 0:
                return []
            self.fail("no_names")
        return super().to_internal_value(data)


class DeclareSerializer(SecondNamesSerializer):
    """`systems`: codes, or [] while it is not known what failed; `failed_systems` instead tells
    the extent of each. `at`: when it was declared (default: now). `occurred_at` left out or null:
    not known, counted from `detected_at`. `regions` left out: nobody has said, and the worst is
    assumed, the whole country. An exercise has `mode` "drill" and names its `drill`."""

    second_names: ClassVar[dict[str, str]] = {"drill": "drill_code"}

    at = InstantField(required=False)
    title = StrictCharField(max_length=200)
    systems = serializers.ListField(
        child=CodeField(queryset=System.objects.all()), max_length=MOST_SYSTEMS, required=False
    )
    failed_systems = IncidentSystemSerializer(many=True, required=False)
    regions = RegionsField(required=False)
    category = serializers.ChoiceField(choices=Category.choices, required=False)
    summary = StrictCharField(max_length=LONGEST, required=False, allow_blank=True)
    occurred_at = InstantField(required=False, allow_null=True)
    occurred_precision = serializers.ChoiceField(choices=Precision.choices, required=False)
    detected_at = InstantField(required=False, allow_null=True)
    external_id = StrictCharField(max_length=200, required=False, allow_blank=True)
    change_ref = StrictCharField(max_length=100, required=False, allow_blank=True)
    mode = serializers.ChoiceField(choices=Mode.choices, required=False)
    drill_code = StrictCharField(max_length=64, required=False, allow_blank=True)
    drill = StrictCharField(max_length=64, required=False, allow_null=True)
    planned_maintenance = StrictBooleanField(required=False)
    confidentiality = serializers.ChoiceField(choices=Confidentiality.choices, required=False)
    parent: Any = CodeField(
        slug_field="number", queryset=Incident.objects.all(), required=False, allow_null=True
    )
    recurrence_of = CodeField(
        slug_field="number", queryset=Incident.objects.all(), required=False, allow_null=True
    )

    def validate_parent(self, row: Incident | None) -> Incident | None:
        return self._seen(row)

    def validate_recurrence_of(self, row: Incident | None) -> Incident | None:
        return self._seen(row)

    def _seen(self, row: Incident | None) -> Incident | None:
        """What one may not see is not there."""
        user = self.context["request"].user
        if row is not None and not Incident.objects.visible_to(user).filter(pk=row.pk).exists():
            words = _("There is no object with the code “%(code)s”.") % {"code": row.number}
            raise serializers.ValidationError(words, code="does_not_exist")
        return row

    def validate(self, attributes: dict[str, Any]) -> dict[str, Any]:
        """`systems` as the verb takes them: pairs of a system and its extent, each once."""
        attributes = super().validate(attributes)
        if attributes.get("drill_code") is None:
            attributes.pop("drill_code", None)
        attributes.setdefault("regions", ["all"])
        plain, told = attributes.pop("systems", None), attributes.pop("failed_systems", None)
        if plain is None and told is None:
            words = _("Name the systems, or give [] while it is not known what failed.")
            raise serializers.ValidationError({"systems": [words]}, code="required")
        found = {one.pk: (one, IncidentSystem.Extent.FULL.value) for one in plain or ()}
        found |= {one["system"].pk: (one["system"], one["extent"]) for one in told or ()}
        attributes["systems"] = list(found.values())
        return attributes


class IncidentChangeSerializer(SecondNamesSerializer):
    """What a PATCH changes; `reason` where instants are corrected or reports are called off.
    `comms_group` gives `group_name` and `group_url` at once; null takes the group back.
    `systems` (or `failed_systems`, with the extent of each) are all that failed, as it is known
    now."""

    version = StrictIntegerField(min_value=0, max_value=2**31 - 1)
    reason = StrictCharField(max_length=500, required=False, allow_blank=True)
    title = StrictCharField(max_length=200, required=False)
    summary = StrictCharField(max_length=LONGEST, required=False, allow_blank=True)
    category = serializers.ChoiceField(choices=Category.choices, required=False)
    change_ref = StrictCharField(max_length=100, required=False, allow_blank=True)
    planned_maintenance = StrictBooleanField(required=False)
    systems = serializers.ListField(
        child=CodeField(queryset=System.objects.all()), max_length=MOST_SYSTEMS, required=False
    )
    failed_systems = IncidentSystemSerializer(many=True, required=False)
    regions = RegionsField(required=False)
    confidentiality = serializers.ChoiceField(choices=Confidentiality.choices, required=False)
    group_name = StrictCharField(max_length=200, required=False, allow_blank=True)
    group_url = StrictCharField(max_length=500, required=False, allow_blank=True)
    comms_group = CommsGroupSerializer(required=False, allow_null=True)
    expected_recovery_at = InstantField(required=False, allow_null=True)
    report_interval_s = DurationField(required=False, allow_null=True, max_value=2**31 - 1)
    occurred_at = InstantField(required=False)
    occurred_precision = serializers.ChoiceField(choices=Precision.choices, required=False)
    detected_at = InstantField(required=False)
    declared_at = InstantField(required=False)
    acknowledged_at = InstantField(required=False, allow_null=True)
    restored_at = InstantField(required=False, allow_null=True)
    verified_at = InstantField(required=False, allow_null=True)

    def validate(self, attributes: dict[str, Any]) -> dict[str, Any]:
        """The group under its own two names, the systems as pairs with their extents."""
        self._name_systems(attributes)
        if "comms_group" in attributes:
            group = attributes.pop("comms_group") or {"name": "", "url": ""}
            given = {f"group_{name}": value for name, value in group.items()}
            row = self.context.get("row")
            for name, value in given.items():
                if name not in attributes or attributes[name] == getattr(row, name, None):
                    attributes[name] = value
        return super().validate(attributes)

    def _name_systems(self, attributes: dict[str, Any]) -> None:
        """What differs from what stands counts; a system that is named again keeps its extent."""
        plain, told = attributes.pop("systems", None), attributes.pop("failed_systems", None)
        row = self.context.get("row")
        rows = row.failed_systems.select_related("system") if row is not None else ()
        now = {one.system: one.extent for one in rows}
        given = {one["system"]: one["extent"] for one in told} if told is not None else now
        if plain is not None and set(plain) != set(now) and given == now:
            full = IncidentSystem.Extent.FULL.value
            given = {one: now.get(one, full) for one in plain}
        if given != now:
            attributes["systems"] = list(given.items())
