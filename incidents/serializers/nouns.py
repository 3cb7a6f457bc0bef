"""Bodies of the nouns below an incident."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from incidents.serializers.people import HappeningSerializer
from lib.api.fields import CodeField, StrictBooleanField, StrictCharField, StrictIntegerField
from plans.models import IncidentGrade

LARGEST = 2**63 - 1


class GradeSerializer(HappeningSerializer):
    """`reason` where it is another grade than the suggested one, and for every later change."""

    grade = CodeField(queryset=IncidentGrade.objects.all())
    reason = StrictCharField(max_length=500, required=False, allow_blank=True)
    no_process_affected = StrictBooleanField(required=False)


class GradeCommentSerializer(HappeningSerializer):
    comment = StrictCharField(max_length=500, required=False, allow_blank=True)


class GradeRefusalSerializer(HappeningSerializer):
    comment = StrictCharField(max_length=500)


class RestorationSerializer(HappeningSerializer):
    """Open impacts end with it but for those whose `id` stands in `remaining`."""

    remaining = serializers.ListField(
        child=StrictIntegerField(min_value=1, max_value=LARGEST), required=False, max_length=500
    )


class FailureSerializer(HappeningSerializer):
    """`check`: the id of the box that failed; `impacts`: ids of what is down again (left out:
    all that ended with the restoration)."""

    reason = StrictCharField(max_length=300)
    check = StrictIntegerField(min_value=1, max_value=LARGEST, required=False, allow_null=True)
    impacts = serializers.ListField(
        child=StrictIntegerField(min_value=1, max_value=LARGEST), required=False, max_length=500
    )


class RecoveryVerificationSerializer(HappeningSerializer):
    traffic_percent = StrictIntegerField(min_value=1, max_value=100, required=False)


class RecoveryConfirmationSerializer(HappeningSerializer):
    note = StrictCharField(max_length=500, required=False, allow_blank=True)


class CancellationSerializer(HappeningSerializer):
    """The first one says why; a second person need not."""

    reason = StrictCharField(max_length=500, required=False, allow_blank=True)


class MergerSerializer(HappeningSerializer):
    """`into`: the incident this one is really part of; or `sources`: those that are part of
    this one."""

    into = StrictCharField(max_length=30, required=False)
    sources = serializers.ListField(
        child=StrictCharField(max_length=30), required=False, max_length=100
    )
    reason = StrictCharField(max_length=500)


class ReopeningSerializer(HappeningSerializer):
    """`same_cause` false is another incident: declare it with `recurrence_of`."""

    reason = StrictCharField(max_length=500)
    same_cause = StrictBooleanField(required=False)


class ActivatePlanSerializer(HappeningSerializer):
    """A plan in force is carried out in this incident; once."""

    plan = StrictCharField(max_length=64)
    reason = StrictCharField(max_length=500, required=False, allow_blank=True)


class RelationSerializer(HappeningSerializer):
    """`incident`: one that has to do with this one, without being the same."""

    incident = StrictCharField(max_length=30)


class ChildrenSerializer(HappeningSerializer):
    """Numbers of incidents that are parts of this one disaster."""

    incidents = serializers.ListField(
        child=StrictCharField(max_length=30), allow_empty=False, max_length=100
    )


class GuardSerializer(serializers.Serializer[Any]):
    """What stands in the way of a step now; none: it may be done."""

    step = serializers.CharField()
    allowed = serializers.BooleanField()
    problems = serializers.ListField(child=serializers.DictField())


class ProposedPlanSerializer(serializers.Serializer[Any]):
    """A plan in force whose criteria the incident meets."""

    plan = serializers.CharField()
    name = serializers.CharField()
    version = serializers.CharField()
    certain = serializers.BooleanField()
    activation = serializers.CharField(allow_null=True)
