"""Who is asking."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from accounts.models import RoleGrant, User


class GrantSerializer(serializers.ModelSerializer[RoleGrant]):
    department: Any = serializers.SlugRelatedField(
        slug_field="code", read_only=True, allow_null=True
    )

    class Meta:
        model = RoleGrant
        fields = ("role", "department")


class MeSerializer(serializers.ModelSerializer[User]):
    grants = GrantSerializer(many=True, read_only=True)
    person: Any = serializers.SlugRelatedField(slug_field="code", read_only=True, allow_null=True)

    class Meta:
        model = User
        fields = (
            "id",
            "username",
            "name",
            "email",
            "language",
            "timezone",
            "is_service",
            "person",
            "grants",
        )
        read_only_fields = fields
