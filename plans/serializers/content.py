"""The parts of a version in JSON. Others are named by code, tasks by their number."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from bia.models import Process, Supplier, System
from lib.api.fields import CodeField, StrictIntegerField
from lib.api.resources import ResourceSerializer
from plans.models import (
    ActivationCriterion,
    CardContact,
    CardItem,
    CardStep,
    CommsTemplate,
    IncidentGrade,
    Plan,
    PlanResource,
    PlanTask,
    ResponseRole,
    Section,
)

HEAD = ("id", "version", "updated_at", "url", "position")


class SeenCodeField(CodeField):
    """A code of something the asking person may see; anything else is not there."""

    def get_queryset(self) -> Any:
        rows: Any = super().get_queryset()
        request = self.context.get("request")
        return rows.visible_to(request.user) if request is not None else rows


class PartSerializer(ResourceSerializer):
    """`position` moves it among its own; the first is 1."""

    position = StrictIntegerField(required=False, min_value=1, max_value=100_000)

    def get_url(self, row: Any) -> str:
        view, request = self.context.get("view"), self.context.get("request")
        if view is None or request is None:
            return ""
        path = view.reverse_action(
            "detail", args=[view.kwargs["code"], view.kwargs["number"], row.pk]
        )
        return str(request.build_absolute_uri(path))


class PlanSectionSerializer(PartSerializer):
    """Markdown in both languages; `key` of the generated preface begins with "preface."."""

    class Meta:
        model = Section
        fields = (
            *HEAD, "key", "depth", "title_en", "title_zh", "body_en", "body_zh", "source",
        )  # fmt: skip
        read_only_fields = ("id", "version", "updated_at", "key", "source")


class PlanCriterionSerializer(PartSerializer):
    grade = CodeField(queryset=IncidentGrade.objects.all(), required=False, allow_null=True)
    system = SeenCodeField(queryset=System.objects.all(), required=False, allow_null=True)
    process = SeenCodeField(queryset=Process.objects.all(), required=False, allow_null=True)

    class Meta:
        model = ActivationCriterion
        fields = (
            *(*HEAD, "group", "kind", "grade", "system", "process", "downtime_s"),
            *("text_en", "text_zh"),
        )
        read_only_fields = ("id", "version", "updated_at")
        validators: list[Any] = []


class NeedsField(serializers.ListField):
    """Numbers of tasks, ascending."""

    def get_attribute(self, instance: PlanTask) -> list[int]:
        return sorted(one.needs.number for one in instance.need_rows.all())


class PlanTaskSerializer(PartSerializer):
    """`needs` are numbers of tasks of this version, all of them; a circle is refused by name."""

    number = StrictIntegerField(required=False, min_value=1, max_value=9_999)
    role = CodeField(queryset=ResponseRole.objects.all(), required=False, allow_null=True)
    backup_role = CodeField(queryset=ResponseRole.objects.all(), required=False, allow_null=True)
    system = SeenCodeField(queryset=System.objects.all(), required=False, allow_null=True)
    sub_plan = SeenCodeField(queryset=Plan.objects.all(), required=False, allow_null=True)
    needs = NeedsField(
        child=StrictIntegerField(min_value=1, max_value=9_999), required=False, max_length=500
    )

    class Meta:
        model = PlanTask
        fields = (
            *(*HEAD, "number", "title_en", "title_zh", "instructions_en", "instructions_zh"),
            *("role", "backup_role", "duration_s", "limit_s", "phase", "system", "completes"),
            *("counts_in_time", "verification_en", "verification_zh", "rollback_en"),
            *("rollback_zh", "evidence_required", "automation", "sub_plan", "needs"),
        )
        read_only_fields = ("id", "version", "updated_at")
        validators: list[Any] = []


class PlanResourceSerializer(PartSerializer):
    supplier = SeenCodeField(queryset=Supplier.objects.all(), required=False, allow_null=True)

    class Meta:
        model = PlanResource
        fields = (
            *HEAD, "kind", "name_en", "name_zh", "quantity", "place", "from_s", "supplier",
        )  # fmt: skip
        read_only_fields = ("id", "version", "updated_at")


class PlanMessageSerializer(PartSerializer):
    class Meta:
        model = CommsTemplate
        fields = (
            *HEAD, "audience", "channel", "title_en", "title_zh", "body_en", "body_zh",
        )  # fmt: skip
        read_only_fields = ("id", "version", "updated_at")


class CardStepSerializer(PartSerializer):
    class Meta:
        model = CardStep
        fields = (*HEAD, "key", "title_en", "title_zh", "limit_s", "anchor", "every_s")
        read_only_fields = ("id", "version", "updated_at")
        validators: list[Any] = []


@extend_schema_field({"type": "integer"})
class StepField(serializers.PrimaryKeyRelatedField[CardStep]):
    """The id of a step of the same version."""

    def get_queryset(self) -> Any:
        view = self.context.get("view")
        version = view.plan_version if view is not None and hasattr(view, "plan_version") else None
        return CardStep.objects.filter(plan_version=version) if version else CardStep.objects.none()

    def to_internal_value(self, data: Any) -> CardStep:
        if isinstance(data, bool) or not isinstance(data, int) or abs(data) >= 2**63:
            self.fail("incorrect_type", data_type=type(data).__name__)
        found: CardStep = super().to_internal_value(data)  # type: ignore[arg-type]
        return found


class CardItemSerializer(PartSerializer):
    """`step` is the id of a step of the same version."""

    step = StepField(queryset=CardStep.objects.all())

    class Meta:
        model = CardItem
        fields = (*HEAD, "step", "team_en", "team_zh", "text_en", "text_zh", "is_required")
        read_only_fields = ("id", "version", "updated_at")


class CardContactSerializer(PartSerializer):
    """`from_grade` null: called at every grade."""

    role = CodeField(queryset=ResponseRole.objects.all())
    from_grade = CodeField(queryset=IncidentGrade.objects.all(), required=False, allow_null=True)

    class Meta:
        model = CardContact
        fields = (*HEAD, "role", "from_grade")
        read_only_fields = ("id", "version", "updated_at")
