"""What the graph calculator is asked and what it answers."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import serializers

from bia.domain.graph.model import PROCESS
from bia.domain.graph.recovery import MOST_TEAMS, PRIORITIES
from bia.serializers.calculator_fields import RowsField, share_field
from bia.serializers.gap import NAIVE_STATUSES
from bia.serializers.recovery import VERDICTS
from lib.api.fields import DurationField, StrictBooleanField, StrictCharField, StrictIntegerField
from lib.api.resources import BodySerializer

MOST_NODES, MOST_EDGES = 10_000, 30_000
MOST_LINES = 4_000_000
"""Nodes times processes: each process may have every node on its path."""
KINDS = (
    *("process", "system", "application", "infrastructure", "service", "data_set"),
    *("team", "site", "supplier", "person"),
)
STATUSES = ("no_target", "infeasible", "mtd_breach", "rto_miss", "untested", "met")


def key_field(**options: Any) -> StrictCharField:
    """A key is taken as it is, spaces included."""
    return StrictCharField(max_length=200, trim_whitespace=False, **options)


def optional_seconds(**options: Any) -> DurationField:
    return DurationField(allow_null=True, default=None, **options)


class GraphNodeSerializer(BodySerializer):
    key = key_field()
    kind = serializers.ChoiceField(choices=KINDS, default="system")
    restore_s = optional_seconds(
        help_text=_("Its own restoring. A system without one takes nobody knows how long.")
    )
    rto_s = optional_seconds()
    mtd_s = optional_seconds()
    mbco = share_field(
        default=Decimal(1), allow_null=True, help_text=_("The share of capacity that is enough.")
    )
    automatic = StrictBooleanField(default=False, help_text=_("Starts without the decision."))


class GraphWorkaroundSerializer(BodySerializer):
    activation_s = DurationField()
    endurance_s = optional_seconds(help_text=_("From the disruption on; null: for ever."))
    capacity = share_field(
        allow_null=True, default=None, help_text=_("Null is not known and bridges nothing.")
    )


class GraphEdgeSerializer(BodySerializer):
    dependent = key_field()
    needs = key_field()
    mode = serializers.ChoiceField(choices=["serial", "parallel"], default="serial")
    strength = serializers.ChoiceField(choices=["hard", "degrading", "optional"], default="hard")
    workaround = GraphWorkaroundSerializer(allow_null=True, default=None)
    group = StrictCharField(max_length=200, allow_blank=True, allow_null=True, default="")
    group_needs = StrictIntegerField(
        min_value=1, max_value=MOST_EDGES, allow_null=True, default=None
    )


class GraphQuestionSerializer(BodySerializer):
    nodes = RowsField(child=GraphNodeSerializer(), max_length=MOST_NODES)
    edges = RowsField(child=GraphEdgeSerializer(), max_length=MOST_EDGES, default=list)
    decision_s = DurationField(default=0, allow_null=True)
    teams = StrictIntegerField(
        min_value=1,
        max_value=MOST_TEAMS,
        allow_null=True,
        default=None,
        help_text=_("With it the answer holds a schedule."),
    )
    priority = serializers.ChoiceField(choices=PRIORITIES, default=PRIORITIES[0])

    def validate_nodes(self, nodes: list[dict[str, Any]]) -> list[dict[str, Any]]:
        processes = sum(1 for node in nodes if node["kind"] == PROCESS)
        if processes * len(nodes) > MOST_LINES:
            message = _("Too large: nodes times processes may be at most {limit}.")
            raise serializers.ValidationError(message.format(limit=MOST_LINES), code="max_length")
        return nodes


class GraphNodeAnswerSerializer(serializers.Serializer[Any]):
    key = serializers.CharField()
    own_s = serializers.IntegerField(allow_null=True)
    required_s = serializers.IntegerField(
        allow_null=True, help_text=_("Back at the latest; null: no objective; may be negative.")
    )
    finish_s = serializers.IntegerField(help_text=_("Restored, without workarounds."))
    resumes_s = serializers.IntegerField(help_text=_("In service, workarounds included."))
    slack_s = serializers.IntegerField(allow_null=True)
    gap_s = serializers.IntegerField(allow_null=True)
    target_gap_s = serializers.IntegerField(
        allow_null=True, help_text=_("Its own RTO less what is required.")
    )
    status = serializers.ChoiceField(choices=STATUSES)
    unknown = serializers.BooleanField(help_text=_("A duration it rests on is not known."))
    required_by = serializers.CharField(allow_null=True)
    held_by = serializers.CharField(allow_null=True)
    bridged = serializers.ListField(child=serializers.CharField())
    degraded = serializers.ListField(child=serializers.CharField())
    naive_required_s = serializers.IntegerField(allow_null=True)
    naive_finish_s = serializers.IntegerField()
    naive_status = serializers.ChoiceField(choices=NAIVE_STATUSES)
    because = serializers.CharField()


class GraphPathSerializer(serializers.Serializer[Any]):
    process = serializers.CharField()
    path = serializers.ListField(child=serializers.CharField())


class GraphCycleSerializer(serializers.Serializer[Any]):
    members = serializers.ListField(child=serializers.CharField())
    deadlock = serializers.BooleanField()


class GraphSinglePointsSerializer(serializers.Serializer[Any]):
    process = serializers.CharField()
    nodes = serializers.ListField(child=serializers.CharField())
    bridged = serializers.ListField(child=serializers.CharField())
    pairs = serializers.ListField(
        child=serializers.ListField(child=serializers.CharField(), min_length=2, max_length=2),
        allow_null=True,
        help_text=_("Null in large graphs, where pairs are not looked for."),
    )
    pairs_total = serializers.IntegerField(allow_null=True)


class GraphTaskSerializer(serializers.Serializer[Any]):
    node = serializers.CharField()
    team = serializers.IntegerField()
    start_s = serializers.IntegerField()
    finish_s = serializers.IntegerField()


class GraphScheduledSerializer(serializers.Serializer[Any]):
    process = serializers.CharField()
    resumes_s = serializers.IntegerField(allow_null=True)
    status = serializers.ChoiceField(choices=VERDICTS)


class GraphAnswerSerializer(serializers.Serializer[Any]):
    nodes = GraphNodeAnswerSerializer(many=True)
    critical_paths = GraphPathSerializer(many=True)
    cycles = GraphCycleSerializer(many=True)
    single_points = GraphSinglePointsSerializer(many=True)
    schedule = GraphTaskSerializer(many=True, allow_null=True)
    scheduled_processes = GraphScheduledSerializer(many=True, allow_null=True)
    makespan_s = serializers.IntegerField(allow_null=True)
    lower_bound_s = serializers.IntegerField(allow_null=True)
    improved_schedule = GraphTaskSerializer(
        many=True,
        allow_null=True,
        help_text=_("A better order, where one was found; else the plain one."),
    )
    improved_processes = GraphScheduledSerializer(many=True, allow_null=True)
    improved_makespan_s = serializers.IntegerField(allow_null=True)
    is_better = serializers.BooleanField(allow_null=True)
