"""Bodies of the nouns below a drill."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.models import Person
from bia.models import System
from drills.models import Answer, Drill
from lib.api.fields import (
    CodeField,
    InstantField,
    StrictCharField,
    StrictIntegerField,
)
from lib.api.resources import BodySerializer

LARGEST_VERSION = 2**31 - 1
ANSWERS = [one for one in Answer.choices if one[0] != Answer.NONE.value]
SPEEDS = Drill._meta.get_field("speed").choices or ()


class DrillStepSerializer(BodySerializer):
    """`at`: when it happened (default: now)."""

    at = InstantField(required=False)


class DrillReasonSerializer(DrillStepSerializer):
    reason = StrictCharField(max_length=500)


class DrillMaybeReasonSerializer(DrillStepSerializer):
    reason = StrictCharField(max_length=500, required=False, allow_blank=True)


class PauseReasonSerializer(DrillStepSerializer):
    reason = StrictCharField(max_length=300)


class DrillPostponementSerializer(DrillStepSerializer):
    """With `planned_start` it is planned again at once, else it waits for a new day. A postponed
    drill gets its new day the same way; it needs no `reason` then."""

    reason = StrictCharField(max_length=500, required=False, allow_blank=True)
    planned_start = InstantField(required=False, allow_null=True)
    planned_end = InstantField(required=False, allow_null=True)


class RealEventSerializer(DrillStepSerializer):
    """`systems` left out: those of the drill."""

    title = StrictCharField(max_length=200, required=False, allow_blank=True)
    systems = CodeField(queryset=System.objects.all(), many=True, required=False)


class DrillCopySerializer(DrillStepSerializer):
    """As long as the first one where no `planned_end` is given."""

    planned_start = InstantField()
    planned_end = InstantField(required=False, allow_null=True)
    title = StrictCharField(max_length=200, required=False, allow_blank=True)


class SpeedSerializer(DrillStepSerializer):
    """Script seconds a second: 1, 2 or 4; only of a tabletop exercise."""

    speed = serializers.ChoiceField(choices=SPEEDS)


class FiguresSerializer(DrillStepSerializer):
    """What evaluators enter; null is not known, 0 is none."""

    version = StrictIntegerField(min_value=0, max_value=LARGEST_VERSION, required=False)
    complaints = StrictIntegerField(
        min_value=0, max_value=LARGEST_VERSION, required=False, allow_null=True
    )
    loss = serializers.DecimalField(
        max_digits=18, decimal_places=2, min_value=0, required=False, allow_null=True
    )
    cost_actual = serializers.DecimalField(
        max_digits=18, decimal_places=2, min_value=0, required=False, allow_null=True
    )


class InvitationAnswerSerializer(DrillStepSerializer):
    """`person`: who said so by phone, entered by whoever prepares the drill (default: oneself)."""

    answer = serializers.ChoiceField(choices=ANSWERS)
    note = StrictCharField(max_length=300, required=False, allow_blank=True)
    person = CodeField(queryset=Person.objects.all(), required=False, allow_null=True)


class SafetyBodySerializer(DrillStepSerializer):
    """`note`: which backup, which change, who."""

    note = StrictCharField(max_length=500, required=False, allow_blank=True)


class SafetySerializer(serializers.Serializer[Any]):
    """A point of the safety list."""

    key = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]
    asks = serializers.CharField()
    done = serializers.BooleanField()
    note = serializers.CharField(allow_blank=True)
    at = serializers.DateTimeField(allow_null=True)
    by = serializers.CharField(allow_null=True)


class DrillProblemSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    detail = serializers.CharField()
    attr = serializers.CharField(allow_null=True)


class DrillGuardSerializer(serializers.Serializer[Any]):
    """What stands in the way of a step now; none: it may be done."""

    step = serializers.CharField()
    noun = serializers.CharField()
    allowed = serializers.BooleanField()
    problems = DrillProblemSerializer(many=True)
