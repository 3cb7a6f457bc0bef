"""Roles, grades, call trees and reachability in JSON. People and roles are named by code."""

from __future__ import annotations

from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts.models import Person
from lib.api.fields import CodeField, StrictIntegerField
from lib.api.resources import BodySerializer, ResourceSerializer
from plans.call_list import CallRow, RoleContacts
from plans.contact_state import ContactState
from plans.models import CallNode, IncidentGrade, ResponseRole
from plans.reachability_page import Contact
from plans.serializers.content import HEAD, PartSerializer
from plans.services.reachability import OUTCOMES

HELD = ("id", "version", "created_at", "updated_at", "url")


class GapSerializer(serializers.Serializer[Any]):
    """`code`: nobody, few_numbers, no_alternate, unreachable, doubtful; `count` what there is."""

    code = serializers.CharField()
    count = serializers.IntegerField()


class PhoneSerializer(serializers.Serializer[Any]):
    given = serializers.CharField()
    ok = serializers.BooleanField()
    e164 = serializers.CharField()
    kind = serializers.CharField()
    problem = serializers.CharField()


class ContactReasonSerializer(serializers.Serializer[Any]):
    code = serializers.CharField()
    since = serializers.DateTimeField(allow_null=True)


class StateSerializer(serializers.Serializer[ContactState]):
    """`level`: ok, unknown, amber or red."""

    level = serializers.CharField()
    because = ContactReasonSerializer(many=True)
    numbers_ok = serializers.IntegerField()
    phones = PhoneSerializer(many=True)
    asked_at = serializers.DateTimeField(allow_null=True)
    answered_at = serializers.DateTimeField(allow_null=True)


class CalleeSerializer(serializers.Serializer[Any]):
    """`why`: person, holder or alternate."""

    person = serializers.CharField(source="code")
    name = serializers.CharField()
    why = serializers.CharField()
    state = StateSerializer()


class InOrderField(serializers.ListField):
    """People by code; their order counts."""

    def __init__(self, **options: Any):
        super().__init__(child=CodeField(queryset=Person.objects.all()), max_length=30, **options)


class HoldersField(InOrderField):
    def get_attribute(self, instance: ResponseRole) -> Any:
        return self.context["contacts"][instance.code].callees


class AlternatesField(InOrderField):
    def get_attribute(self, instance: CallNode) -> Any:
        rows = sorted(instance.alternates.all(), key=lambda one: (one.position, one.pk))
        return [one.person for one in rows]


class RoleSerializer(ResourceSerializer):
    """`holders` are people in the order in which they are called, given and returned as a whole."""

    holders = HoldersField(required=False)
    contacts = serializers.SerializerMethodField()
    gaps = serializers.SerializerMethodField()

    class Meta:
        model = ResponseRole
        fields = (
            *(*HELD, "code", "name_en", "name_zh", "kind", "duties_en", "duties_zh", "capacity"),
            *("position", "is_active", "holders", "contacts", "gaps"),
        )
        read_only_fields = ("id", "version", "created_at", "updated_at")

    @extend_schema_field(CalleeSerializer(many=True))
    def get_contacts(self, row: ResponseRole) -> Any:
        return CalleeSerializer(self._contacts(row).callees, many=True).data

    @extend_schema_field(GapSerializer(many=True))
    def get_gaps(self, row: ResponseRole) -> Any:
        return GapSerializer(self._contacts(row).gaps, many=True).data

    def _contacts(self, row: ResponseRole) -> RoleContacts:
        found: RoleContacts = self.context["contacts"][row.code]
        return found


class GradeSerializer(ResourceSerializer):
    """`response_s` 0 is "immediately". Code and severity stay."""

    decision_role = CodeField(queryset=ResponseRole.objects.all())

    class Meta:
        model = IncidentGrade
        fields = (
            *("id", "version", "updated_at", "url", "code", "severity", "name_en", "name_zh"),
            *("definition_en", "definition_zh", "scope_en", "scope_zh"),
            *("response_s", "alarm_s", "wait_s", "decision_role", "colour"),
        )
        read_only_fields = ("id", "version", "updated_at", "code", "severity")


class ParentField(serializers.PrimaryKeyRelatedField[Any]):
    """A place of the same version, by its id."""

    def get_queryset(self) -> Any:
        view = self.context.get("view")
        version = getattr(view, "plan_version", None)
        return CallNode.objects.filter(plan_version=version)

    def to_internal_value(self, data: Any) -> Any:
        if isinstance(data, bool) or not isinstance(data, int) or not 0 < data < 2**63:
            self.fail("incorrect_type", data_type=type(data).__name__)
        return super().to_internal_value(data)


class CallNodeSerializer(PartSerializer):
    """A person or a role, called by `parent` (null: by whoever starts the tree)."""

    parent: Any = ParentField(required=False, allow_null=True, queryset=CallNode.objects.all())
    person = CodeField(queryset=Person.objects.all(), required=False, allow_null=True)
    role = CodeField(queryset=ResponseRole.objects.all(), required=False, allow_null=True)
    alternates = AlternatesField(required=False)

    class Meta:
        model = CallNode
        fields = (
            *(*HEAD, "parent", "person", "role", "alternates", "is_critical", "wait_s"),
            *("script_en", "script_zh"),
        )
        read_only_fields = ("id", "version", "updated_at")
        validators: list[Any] = []


class CallRowSerializer(serializers.Serializer[Any]):
    """One place of the tree in calling order: "2.1" is called by the first who answers of "2"."""

    number = serializers.CharField()
    called_by = serializers.CharField()
    role = serializers.SerializerMethodField()
    callees = CalleeSerializer(many=True)
    is_critical = serializers.BooleanField()
    wait_s = StrictIntegerField()
    script = serializers.DictField(child=serializers.CharField())
    gaps = GapSerializer(many=True)

    def get_role(self, row: CallRow) -> str | None:
        return row.role.code if row.role is not None else None


class ReachabilitySerializer(serializers.Serializer[Contact]):
    """One contact of plans in force; `plans` are those the asking person may see."""

    person = serializers.CharField(source="person.code")
    name = serializers.CharField(source="person.name")
    url = serializers.SerializerMethodField()
    state = StateSerializer()
    waiting = serializers.SerializerMethodField()
    plans = serializers.SerializerMethodField()
    roles = serializers.SerializerMethodField()

    def get_url(self, row: Contact) -> str:
        view, request = self.context.get("view"), self.context.get("request")
        if view is None or request is None:
            return ""
        return str(request.build_absolute_uri(view.reverse_action("detail", [row.person.code])))

    def get_waiting(self, row: Contact) -> bool:
        return row.waiting is not None

    def get_plans(self, row: Contact) -> list[str]:
        return [one.version.plan.code for one in row.plans]

    def get_roles(self, row: Contact) -> list[str]:
        return [one.role.code for one in row.roles]


class AnswerSerializer(BodySerializer):
    """What a colleague heard: the numbers are right, one is wrong, or they did not confirm."""

    outcome = serializers.ChoiceField(choices=sorted(OUTCOMES))
