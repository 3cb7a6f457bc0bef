"""Single points of failure and the recovery order in JSON.

Answers are described here and built as plain values (bia/api/recovery.py): there may be many
rows. A key that is null is a process the reader may not see.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from bia.domain.graph.improvement import PREFERENCES
from bia.domain.graph.recovery import MOST_TEAMS, PRIORITIES
from bia.serializers.calculator_fields import DecimalOutField
from lib.durations import MAX_SECONDS

VERDICTS = ("no_target", "mtd_breach", "rto_miss", "untested", "met")


class OrderQuestionSerializer(serializers.Serializer[Any]):
    """The query string of the recovery order."""

    teams = serializers.IntegerField(
        required=False,
        allow_null=True,
        default=None,
        min_value=1,
        max_value=MOST_TEAMS,
        help_text=_("Not given: as many as are wanted."),
    )
    decision_s = serializers.IntegerField(
        required=False, default=0, min_value=0, max_value=MAX_SECONDS
    )
    priority = serializers.ChoiceField(PRIORITIES, required=False, default=PRIORITIES[0])
    prefer = serializers.ChoiceField(
        PREFERENCES,
        required=False,
        default=PREFERENCES[0],
        help_text=_("What decides between orders that keep due dates alike."),
    )


class TaskOutSerializer(serializers.Serializer[Any]):
    node = serializers.CharField()
    code = serializers.CharField()
    name = serializers.CharField()
    team = serializers.IntegerField()
    start_s = serializers.IntegerField()
    finish_s = serializers.IntegerField()
    ready_s = serializers.IntegerField(help_text=_("It could have started then."))
    required_s = serializers.IntegerField(allow_null=True)
    because = serializers.CharField()


class ScheduledSerializer(serializers.Serializer[Any]):
    process = serializers.CharField()
    code = serializers.CharField()
    name = serializers.CharField()
    resumes_s = serializers.IntegerField(allow_null=True)
    required_s = serializers.IntegerField(allow_null=True)
    rto_s = serializers.IntegerField(allow_null=True)
    mtd_s = serializers.IntegerField(allow_null=True)
    lateness_s = serializers.IntegerField(
        allow_null=True, help_text=_("Later than required; negative: so much earlier.")
    )
    status = serializers.ChoiceField(VERDICTS)


class ObjectiveSerializer(serializers.Serializer[Any]):
    """Due dates lead; then the end and the loss, the preferred one first."""

    critical_breaches = serializers.IntegerField()
    breaches = serializers.IntegerField()
    lateness_s = serializers.IntegerField(help_text=_("The worst of all processes."))
    loss = DecimalOutField()
    makespan_s = serializers.IntegerField()
    waiting_s = serializers.IntegerField(help_text=_("Downtimes of all processes together."))


class OrderAnswerSerializer(serializers.Serializer[Any]):
    teams = serializers.IntegerField(allow_null=True)
    decision_s = serializers.IntegerField()
    priority = serializers.ChoiceField(PRIORITIES)
    prefer = serializers.ChoiceField(PREFERENCES)
    schedule = TaskOutSerializer(many=True)
    scheduled_processes = ScheduledSerializer(many=True)
    makespan_s = serializers.IntegerField()
    lateness_s = serializers.IntegerField()
    objective = ObjectiveSerializer()
    lower_bound_s = serializers.IntegerField(help_text=_("No order can end earlier."))
    improved_schedule = TaskOutSerializer(many=True)
    improved_processes = ScheduledSerializer(many=True)
    improved_makespan_s = serializers.IntegerField()
    improved_lateness_s = serializers.IntegerField()
    improved_objective = ObjectiveSerializer()
    is_better = serializers.BooleanField()
    tries = serializers.IntegerField()
    currency = serializers.CharField()


class PointsOfProcessSerializer(serializers.Serializer[Any]):
    process = serializers.CharField()
    code = serializers.CharField()
    name = serializers.CharField()
    nodes = serializers.ListField(child=serializers.CharField(allow_null=True))
    bridged = serializers.ListField(
        child=serializers.CharField(allow_null=True),
        help_text=_("Those of the nodes a workaround stands in for, for a time."),
    )
    pairs = serializers.ListField(
        child=serializers.ListField(child=serializers.CharField(allow_null=True))
    )
    pairs_total = serializers.IntegerField(help_text=_("How many there are; 1,000 are listed."))


class ConcentrationSerializer(serializers.Serializer[Any]):
    key = serializers.CharField()
    code = serializers.CharField()
    kind = serializers.CharField()
    name = serializers.CharField()
    place = serializers.IntegerField()
    processes = serializers.ListField(child=serializers.CharField())
    hidden_processes = serializers.IntegerField(
        help_text=_("Not yours to see; the counts and the loss hold them.")
    )
    count = serializers.IntegerField()
    critical_count = serializers.IntegerField()
    bridged = serializers.ListField(child=serializers.CharField())
    bridge = serializers.ChoiceField(["all", "some", "capacity_unknown", "none"])
    loss_per_hour = DecimalOutField(allow_null=True)


class PointsAnswerSerializer(serializers.Serializer[Any]):
    single_points = PointsOfProcessSerializer(many=True)
    concentration = ConcentrationSerializer(many=True)
    currency = serializers.CharField()
