"""`/api/v1/people/`"""

from __future__ import annotations

import django_filters

from accounts.models import Department, Person
from accounts.serializers.person import PersonSerializer
from accounts.services.people import change_person, create_person, delete_person
from lib.api.resources import ResourceViewSet


class PersonApiFilter(django_filters.FilterSet):
    department = django_filters.ModelChoiceFilter(
        queryset=Department.objects.all(), to_field_name="code"
    )
    username = django_filters.CharFilter(field_name="user__username")

    class Meta:
        model = Person
        fields = ("department", "username", "is_active")


class PersonViewSet(ResourceViewSet):
    model = Person
    queryset = Person.objects.none()
    serializer_class = PersonSerializer
    create_service = create_person
    change_service = change_person
    delete_service = delete_person
    required_permissions = {
        "create": "people.change",
        "partial_update": "people.change",
        "destroy": "people.change",
    }
    search_fields = ("code", "name", "email", "title")
    ordering_fields = ("code", "name", "updated_at")
    filterset_class = PersonApiFilter
