"""Who is asking."""

from __future__ import annotations

from rest_framework import serializers

from accounts.models import RoleGrant, User


class GrantSerializer(serializers.ModelSerializer[RoleGrant]):
    department = serializers.SlugRelatedField(slug_field="code", read_only=True, allow_null=True)

    class Meta:
        model = RoleGrant
        fields = ("role", "department")


class MeSerializer(serializers.ModelSerializer[User]):
    grants = GrantSerializer(many=True, read_only=True)
    person = serializers.SlugRelatedField(slug_field="code", read_only=True, allow_null=True)

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
