"""The list of findings: a tab per state, chips with counts, what hurts most first."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import Case, Count, IntegerField, Q, QuerySet, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.access import may
from accounts.request import PageRequest
from bia.finding_rules import rules
from bia.findings.action import action_url, finding_ref
from bia.findings.telling import Telling
from bia.models import Finding, FindingSeverity, FindingState
from followup.related import open_actions_from
from lib.listing import Listing

RANK = Case(
    *(When(severity=one, then=Value(place)) for place, one in enumerate(FindingSeverity.values)),
    default=Value(9),
    output_field=IntegerField(),
)
SEARCHED = ("code", "subject", "process__name", "system__name", "dismissal_reason")


class FindingListing(Listing):
    """Open ones unless the address asks for another state or `state=all`."""

    request: PageRequest

    @cached_property
    def state(self) -> str:
        wanted = self.request.GET.get("state", "")
        return wanted if wanted in (*FindingState.values, "all") else FindingState.OPEN.value

    @cached_property
    def chosen(self) -> dict[str, str]:
        """The chips that are set; nonsense falls away."""
        known = {
            "severity": FindingSeverity.values,
            "rule": [rule.code for rule in rules()],
            "critical": ["1"],
        }
        asked = {name: self.request.GET.get(name, "") for name in known}
        return {name: value for name, value in asked.items() if value in known[name]}

    @cached_property
    def searched(self) -> QuerySet[Finding]:
        found = self.queryset
        for word in self.search.split():
            either = Q()
            for name in SEARCHED:
                either |= Q(**{f"{name}__icontains": word})
            found = found.filter(either)
        return found

    def _narrowed(self, *, but: str = "") -> QuerySet[Finding]:
        """What passes every chip except `but`."""
        found = self.searched
        for name, value in self.chosen.items():
            if name != but:
                found = found.filter(
                    **({"params__critical": True} if name == "critical" else {name: value})
                )
        if but != "state" and self.state != "all":
            found = found.filter(state=self.state)
        return found

    @cached_property
    def matching(self) -> QuerySet[Finding]:
        found = self._narrowed().annotate(rank=RANK)
        return found.order_by(*(self._order_fields() or ["rank", "code"]), "pk")

    @cached_property
    def telling(self) -> Telling:
        return Telling(self.request.user, timezone.now())

    @cached_property
    def rows(self) -> list[dict[str, Any]]:
        page = list(self.matching[self.offset : self.offset + self.limit])
        user = self.request.user
        known = open_actions_from(user, "finding", [finding_ref(one) for one in page])
        may_act = may(user, "action.change")
        return [
            {
                "pk": one.pk,
                "finding": one,
                "title": self.telling.title(one),
                "text": self.telling.text(one),
                "subject": self.telling.subject(one),
                "actions": known.get(finding_ref(one), []),
                "action_url": action_url(one, self.telling)
                if may_act and one.state == FindingState.OPEN and finding_ref(one) not in known
                else "",
            }
            for one in page
        ]

    def _counts(self, name: str) -> dict[str, int]:
        rows = self._narrowed(but=name).order_by().values_list(name).annotate(count=Count("pk"))
        return dict(rows)

    @cached_property
    def state_counts(self) -> dict[str, int]:
        return self._counts("state")

    @property
    def tabs(self) -> list[dict[str, Any]]:
        counts = self.state_counts
        words = {
            "open": pgettext("finding", "Open"),
            "dismissed": _("Dismissed"),
            "cleared": _("Cleared"),
            "all": _("All"),
        }
        return [
            {
                "label": label,
                "count": sum(counts.values()) if code == "all" else counts.get(code, 0),
                "query": self.query(state=code, offset=None),
                "chosen": self.state == code,
            }
            for code, label in words.items()
        ]

    @cached_property
    def choices(self) -> list[dict[str, Any]]:
        """Severity, critical and rule chips; the address of a chosen one takes it away."""
        severities, by_rule = self._counts("severity"), self._counts("rule")
        critical = self._narrowed(but="critical").filter(params__critical=True).count()
        offered: list[tuple[str, str, Any, str, int | None]] = [
            ("severity", one.value, one.label, SEVERITY_ICONS[one.value], severities.get(one.value))
            for one in FindingSeverity
        ]
        offered.append(("critical", "1", _("Critical only"), "star", critical))
        offered += [
            ("rule", rule.code, rule.title, "scale", by_rule.get(rule.code)) for rule in rules()
        ]
        return [
            {
                "label": label,
                "icon": icon,
                "count": count or 0,
                "chosen": self.chosen.get(name) == value,
                "query": self.query(
                    **{name: None if self.chosen.get(name) == value else value, "offset": None}
                ),
            }
            for name, value, label, icon, count in offered
            if count or self.chosen.get(name) == value
        ]

    @property
    def filtered(self) -> bool:
        return bool(self.search or self.chosen or self.state != FindingState.OPEN)


SEVERITY_ICONS = {"high": "alert-octagon", "medium": "alert-triangle", "low": "info-circle"}
