"""What is missing among the contacts of a version: warnings for its author and its approvers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from plans.call_list import call_list, role_contacts
from plans.contact_words import gap_words
from plans.domain.contact_gaps import Gap
from plans.models import IncidentGrade

WHERE = {
    "decision": _("Decision level"),
    "card": _("Contact of the card"),
    "call_tree": _("Call tree"),
}


@dataclass(frozen=True)
class ContactProblem:
    """`where` is decision, card or call_tree; `code` names the role, or the node ("2.1")."""

    where: str
    code: str
    name: str
    gap: Gap

    @property
    def too_few_numbers(self) -> bool:
        """A decision level or a contact of the card, over all its holders (PLN-11)."""
        return self.where != "call_tree" and self.gap.code in ("few_numbers", "nobody")

    @property
    def sentence(self) -> str:
        """ "Call tree 2.1, Duty engineer: Nobody can be reached." """
        place = str(WHERE[self.where])
        if self.where == "call_tree":
            place = f"{place} {self.code}"
        return _("%(place)s, %(name)s: %(what)s") % {
            "place": place,
            "name": self.name,
            "what": gap_words(self.gap),
        }


def contact_problems(document: Mapping[str, Any], at: datetime) -> list[ContactProblem]:
    """Every decision level of a grade and every contact of the card needs two numbers that can be
    called over its holders; decision levels are asked for where there is a card or a call tree."""
    tree = call_list(document, at)
    on_card = [one["role"] for one in document["card"]["contacts"]]
    steps = document["card"]["steps"]
    deciding = (
        list(IncidentGrade.objects.values_list("decision_role__code", flat=True))
        if tree or on_card or steps
        else []
    )
    roles = role_contacts({*on_card, *deciding}, at)
    found = []
    for where, codes in (("decision", deciding), ("card", on_card)):
        for code in dict.fromkeys(codes):
            if code in roles and not (where == "decision" and code in on_card):
                role = roles[code]
                found += [ContactProblem(where, code, role.name, gap) for gap in role.gaps]
    found += [
        ContactProblem("call_tree", row.number, row.name, gap) for row in tree for gap in row.gaps
    ]
    return found


def deciding_roles(at: datetime) -> list[tuple[IncidentGrade, Any]]:
    """Each grade with the contacts of its decision level, the worst grade first."""
    grades = list(IncidentGrade.objects.select_related("decision_role"))
    roles = role_contacts({one.decision_role.code for one in grades}, at)
    return [(one, roles[one.decision_role.code]) for one in grades]
