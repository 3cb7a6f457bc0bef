"""`/api/v1/departments/`"""

from __future__ import annotations

import django_filters

from accounts.models import Department
from accounts.serializers.department import DepartmentSerializer
from accounts.services.departments import (
    change_department,
    create_department,
    delete_department,
)
from lib.api.resources import ResourceViewSet


class DepartmentApiFilter(django_filters.FilterSet):
    parent = django_filters.ModelChoiceFilter(
        queryset=Department.objects.all(), to_field_name="code"
    )

    class Meta:
        model = Department
        fields = ("parent",)


class DepartmentViewSet(ResourceViewSet):
    model = Department
    queryset = Department.objects.none()
    serializer_class = DepartmentSerializer
    create_service = create_department
    change_service = change_department
    delete_service = delete_department
    required_permissions = {
        "create": "department.change",
        "partial_update": "department.change",
        "destroy": "department.change",
    }
    search_fields = ("code", "name")
    ordering_fields = ("code", "name", "updated_at")
    filterset_class = DepartmentApiFilter
