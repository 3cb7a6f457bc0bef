"""Filters of `/api/v1/drills/`."""

from __future__ import annotations

from typing import Any

import django_filters
from django.utils.translation import gettext_lazy as _

from drills.models import AFTER, BEFORE, LIVE, Drill, DrillStatus, Subtype
from drills.serializers.drill import TYPES
from incidents.filters.api import CodeFilter, InstantFilter

STAGES = [("before", _("Not begun")), ("live", _("Running")), ("after", _("Over"))]
OF_STAGE = {"before": BEFORE, "live": LIVE, "after": AFTER}


class DrillApiFilter(django_filters.FilterSet):
    status = django_filters.MultipleChoiceFilter(choices=DrillStatus.choices)
    stage = django_filters.ChoiceFilter(choices=STAGES, method="by_stage", label=_("Stage"))
    type = django_filters.MultipleChoiceFilter(choices=TYPES)
    subtype = django_filters.ChoiceFilter(choices=[one for one in Subtype.choices if one[0]])
    no_notice = django_filters.BooleanFilter()
    scenario = CodeFilter(field_name="scenario__code")
    policy = CodeFilter(field_name="policy__code")
    slot = CodeFilter(field_name="slot__code")
    process = CodeFilter(field_name="processes__code", distinct=True)
    system = CodeFilter(field_name="systems__code", distinct=True)
    plan = CodeFilter(field_name="plan_version__plan__code")
    person = CodeFilter(field_name="participants__person__code", distinct=True)
    incident = CodeFilter(field_name="incident__number")
    planned_from = InstantFilter(field_name="planned_start", lookup_expr="gte")
    planned_until = InstantFilter(field_name="planned_start", lookup_expr="lt")
    started_from = InstantFilter(field_name="started_at", lookup_expr="gte")
    started_until = InstantFilter(field_name="started_at", lookup_expr="lt")

    class Meta:
        model = Drill
        fields: tuple[str, ...] = ()

    def by_stage(self, rows: Any, _name: str, value: str) -> Any:
        return rows.filter(status__in=OF_STAGE[value])
