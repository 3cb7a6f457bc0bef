"""What the calculators of incidents are asked and what they answer."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from bia.models import Importance
from bia.serializers.calculator_fields import DecimalInField, RowsField
from incidents.domain.suggestion import GRADES, Regions
from incidents.models import IncidentSystem
from lib.api.fields import DurationField, StrictBooleanField, StrictCharField

MOST = 100
MOST_REGIONS = 10_000


@extend_schema_field(
    {
        "oneOf": [
            {"type": "string", "enum": ["all"]},
            {"type": "integer", "minimum": 0, "maximum": MOST_REGIONS},
        ],
        "nullable": True,
    }
)
class RegionsField(serializers.Field[Any, Any, Any, Any]):
    """ "all", or how many regions; 0 is a limited scope."""

    default_error_messages = {
        "invalid": _("Write “all” or a number of regions; 0 is a limited scope."),
    }

    def to_internal_value(self, data: object) -> Regions:
        if data == "all":
            return "all"
        if not isinstance(data, int) or isinstance(data, bool) or not 0 <= data <= MOST_REGIONS:
            self.fail("invalid")
        return data

    def to_representation(self, value: Any) -> Any:
        return value


class FailedSystemSerializer(serializers.Serializer[Any]):
    importance = serializers.ChoiceField(
        (*Importance.choices, ("unknown", _("Not known yet"))),
        allow_null=True, default=None,
        help_text=_("Null or “unknown”: the worst is assumed, but grade II at most."),
    )  # fmt: skip
    kind = serializers.ChoiceField(
        IncidentSystem.Extent.choices, allow_null=True, default=None,
        help_text=_("Null: not known, fully down is assumed."),
    )  # fmt: skip
    regions = RegionsField(
        allow_null=True, default=None,
        help_text=_("“all”, or how many; 0 is limited. Null: not known, all are assumed."),
    )  # fmt: skip
    life_safety = StrictBooleanField(default=False)
    rto_s = DurationField(allow_null=True, default=None)
    mtd_s = DurationField(allow_null=True, default=None)


class IncidentGradeQuestionSerializer(serializers.Serializer[Any]):
    systems = RowsField(
        child=FailedSystemSerializer(), max_length=MOST,
        help_text=_("Empty: nobody knows which system failed."),
    )  # fmt: skip
    elapsed_s = DurationField(default=0, help_text=_("Since it began."))
    loss = DecimalInField(
        allow_null=True, default=Decimal(0), help_text=_("So far; null: not known.")
    )


class GradeAheadSerializer(serializers.Serializer[Any]):
    grade = serializers.ChoiceField(GRADES)
    at_s = serializers.IntegerField(help_text=_("Since it began."))
    reason = StrictCharField()


class IncidentGradeAnswerSerializer(serializers.Serializer[Any]):
    grade = serializers.ChoiceField(GRADES)
    reasons = serializers.ListField(child=serializers.CharField())
    forecast = GradeAheadSerializer(many=True)
    response_s = serializers.IntegerField(allow_null=True)
    decision_level = serializers.CharField(allow_null=True)
