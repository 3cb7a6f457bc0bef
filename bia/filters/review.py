"""Filters of the due list."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import django_filters
from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.models import Department, Organisation, Person
from bia.filters.parts import CodeFilter, YesNoFilter
from bia.models import Assessment, Process

STATES = [
    ("overdue", _("Overdue")),
    ("due", _("Due soon")),
    ("never", _("Never assessed")),
    ("current", _("Up to date")),
]


def with_reviews(rows: QuerySet[Process]) -> QuerySet[Any]:
    """Processes with the code of their approved version and of the one in work."""
    own = Assessment.objects.filter(process=OuterRef("pk"))
    return rows.annotate(
        approved_code=Subquery(own.filter(status="approved").values("code")[:1]),
        approved_at=Subquery(own.filter(status="approved").values("approved_at")[:1]),
        work_code=Subquery(
            own.filter(status__in=["draft", "submitted", "returned"]).values("code")[:1]
        ),
    )


class ReviewFilter(django_filters.FilterSet):
    state = django_filters.ChoiceFilter(method="in_state", choices=STATES, label=_("Review"))
    department = django_filters.ModelChoiceFilter(
        label=_("Department"), queryset=Department.objects.all(), to_field_name="code"
    )
    owner = CodeFilter(field_name="owner", model=Person, label=_("Owner"))
    critical = YesNoFilter(label=_("Critical"))

    class Meta:
        model = Process
        fields = ["state", "department", "owner", "critical"]

    def in_state(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """`bia.domain.review.review_status` as SQL."""
        approved = Exists(Assessment.objects.filter(process=OuterRef("pk"), status="approved"))
        today = timezone.localdate()
        soon = today + timedelta(days=Organisation.current().review_warning_days)
        if value == "never":
            return rows.filter(~approved)
        if value == "overdue":
            return rows.filter(approved, review_due__lt=today)
        if value == "due":
            return rows.filter(approved, review_due__range=(today, soon))
        return rows.filter(approved).exclude(review_due__lte=soon)
