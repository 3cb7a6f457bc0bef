"""Filters of response roles."""

from __future__ import annotations

import django_filters
from django.utils.translation import gettext_lazy as _

from plans.models import ResponseRole, RoleKind


class RoleFilter(django_filters.FilterSet):
    kind = django_filters.MultipleChoiceFilter(choices=RoleKind.choices, label=_("Kind"))
    is_active = django_filters.BooleanFilter(label=_("Active"))

    class Meta:
        model = ResponseRole
        fields: list[str] = []
