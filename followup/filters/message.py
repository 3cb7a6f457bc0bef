"""Filters of what one was told in the app."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from followup.messages import all_kinds
from followup.models import Notification


class MessageFilter(django_filters.FilterSet):
    unread = django_filters.BooleanFilter(
        field_name="read_at", lookup_expr="isnull", label=_("Unread")
    )
    to_acknowledge = django_filters.BooleanFilter(
        method="by_acknowledgement", label=_("To acknowledge")
    )

    class Meta:
        model = Notification
        fields = ("unread",)

    def by_acknowledgement(self, rows: QuerySet[Any], name: str, value: bool) -> QuerySet[Any]:
        waiting = Q(asks_acknowledgement=True, ack_at__isnull=True)
        return rows.filter(waiting) if value else rows.exclude(waiting)


class InboxFilter(MessageFilter):
    search = django_filters.CharFilter(method="by_words")

    def by_words(self, rows: QuerySet[Any], name: str, value: str) -> QuerySet[Any]:
        """In the subject's title and code, and in what the kinds of messages are called."""
        kinds = {kind.key: f"{kind.label} {kind.title}".casefold() for kind in all_kinds()}
        for word in value.split():
            fitting = [key for key, words in kinds.items() if word.casefold() in words]
            either = Q(title__icontains=word) | Q(subject_code__icontains=word)
            for key in fitting:
                either |= Q(kind=key) | Q(kind__startswith=f"{key}.")
            rows = rows.filter(either)
        return rows
