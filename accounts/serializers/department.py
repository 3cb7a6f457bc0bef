"""Departments as the API shows them."""

from __future__ import annotations

from typing import Any

from accounts.models import Department
from lib.api.fields import CodeField
from lib.api.resources import ResourceSerializer


class DepartmentSerializer(ResourceSerializer):
    parent: Any = CodeField(queryset=Department.objects.all(), allow_null=True, required=False)

    class Meta:
        model = Department
        fields = ("id", "code", "name", "parent", "version", "created_at", "updated_at", "url")
        read_only_fields = ("id", "version", "created_at", "updated_at")
