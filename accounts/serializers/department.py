"""Departments as the API shows them."""

from __future__ import annotations

from typing import Any

from accounts.models import Department, Person
from lib.api.fields import CodeField
from lib.api.resources import ResourceSerializer


class DepartmentSerializer(ResourceSerializer):
    parent: Any = CodeField(queryset=Department.objects.all(), allow_null=True, required=False)
    # Who answers for it, and manages its people.
    head: Any = CodeField(
        queryset=Person.objects.filter(is_active=True), allow_null=True, required=False
    )

    class Meta:
        model = Department
        fields = (
            *("id", "code", "name", "parent", "head"),
            *("version", "created_at", "updated_at", "url"),
        )
        read_only_fields = ("id", "version", "created_at", "updated_at")
