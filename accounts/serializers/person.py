"""People as the API shows them; `username` is their login."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.models import Department, Person, User
from lib.api.fields import CodeField, StrictCharField
from lib.api.resources import ResourceSerializer


class UsernameField(serializers.SlugRelatedField):
    """A login, given and returned by its name."""

    def run_validation(self, data: Any = serializers.empty) -> Any:
        if data == "":
            self.fail("does_not_exist", slug_name="username", value=data)
        return super().run_validation(data)

    def to_internal_value(self, data: Any) -> Any:
        if not isinstance(data, str):
            self.fail("invalid")
        return super().to_internal_value(data)


class PersonSerializer(ResourceSerializer):
    department = CodeField(queryset=Department.objects.all(), allow_null=True, required=False)
    deputy = CodeField(queryset=Person.objects.all(), allow_null=True, required=False)
    phones = serializers.ListField(
        child=StrictCharField(max_length=50), required=False, max_length=10
    )
    username = UsernameField(
        slug_field="username",
        source="user",
        queryset=User.objects.filter(is_service=False),
        allow_null=True,
        required=False,
    )

    class Meta:
        model = Person
        fields = (
            "id",
            "code",
            "name",
            "email",
            "phones",
            "title",
            "qualification",
            "department",
            "deputy",
            "username",
            "is_active",
            "away_from",
            "away_until",
            "version",
            "created_at",
            "updated_at",
            "url",
        )
        read_only_fields = ("id", "version", "created_at", "updated_at")
