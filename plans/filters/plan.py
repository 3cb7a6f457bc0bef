"""Filters of plans; the list, its addresses and the API share them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Organisation, Person
from bia.filters.parts import CodeFilter, YesNoFilter
from bia.models import Process, System
from plans.models import (
    ApprovalStep,
    ChangeRequest,
    Confidentiality,
    Plan,
    PlanKind,
    PlanLevel,
    PlanVersion,
    VersionStatus,
)

NOTHING = "none"
REVIEW = [
    ("overdue", _("Overdue")),
    ("soon", _("Due soon or overdue")),
    ("open", pgettext_lazy("review", "Asked for")),
]


class PlanFilter(django_filters.FilterSet):
    kind = django_filters.MultipleChoiceFilter(choices=PlanKind.choices, label=_("Kind"))
    level = django_filters.ChoiceFilter(choices=PlanLevel.choices, label=_("Level"))
    status = django_filters.MultipleChoiceFilter(
        choices=[*VersionStatus.choices, (NOTHING, _("Nothing in force"))],
        method="with_version",
        label=_("Version"),
    )
    review = django_filters.ChoiceFilter(choices=REVIEW, method="of_review", label=_("Review"))
    accepted_red = YesNoFilter(method="of_accepted", label=_("In force although not feasible"))
    pre_authorised = YesNoFilter(method="of_authorised", label=_("Pre-authorised switch-over"))
    process = CodeFilter(field_name="processes", model=Process, label=_("Process"))
    system = CodeFilter(field_name="systems", model=System, label=_("System"))
    owner = CodeFilter(field_name="owner", model=Person, label=_("Owner"))
    confidentiality = django_filters.ChoiceFilter(
        choices=Confidentiality.choices, label=_("Confidentiality")
    )

    class Meta:
        model = Plan
        fields: list[str] = []

    def with_version(self, rows: QuerySet[Any], name: str, value: list[str]) -> QuerySet[Any]:
        """Any version in one of the states; "none" is a plan that is not in force."""
        found = Plan._base_manager.none()
        wanted = [one for one in value if one != NOTHING]
        if wanted:
            has = Exists(PlanVersion.objects.filter(plan=OuterRef("pk"), status__in=wanted))
            found = found | Plan._base_manager.filter(has)
        if NOTHING in value:
            found = found | Plan._base_manager.filter(~Exists(_in_force()), retired_at=None)
        return rows.filter(pk__in=found.values("pk"))

    def of_review(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        if value == "open":
            asked = ChangeRequest.objects.filter(plan=OuterRef("pk"), state="open")
            return rows.filter(Exists(asked))
        last = timezone.localdate()
        if value == "soon":
            last += timedelta(days=Organisation.current().review_warning_days + 1)
        return rows.filter(review_due__lt=last, retired_at=None)

    def of_accepted(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        accepted = Exists(
            ApprovalStep.objects.filter(
                plan_version__plan=OuterRef("pk"),
                plan_version__status=VersionStatus.EFFECTIVE,
                accepts_infeasible=True,
            )
        )
        return rows.filter(accepted if value == "true" else ~accepted)

    def of_authorised(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        authorised = Exists(_in_force().filter(pre_authorised=True))
        return rows.filter(authorised if value == "true" else ~authorised)


def _in_force() -> QuerySet[PlanVersion]:
    return PlanVersion.objects.effective().filter(plan=OuterRef("pk"))
