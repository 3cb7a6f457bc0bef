"""Roles an inject may go to: those of incidents, and those of the plans' responses."""

from __future__ import annotations

from django.utils.translation import override

from drills.models import Drill
from incidents.models import IncidentRole
from plans.models import ResponseRole

LANGUAGES = ("en", "zh-hans")


def role_choices(drill: Drill | None = None) -> list[tuple[str, str]]:
    """Codes with names in the reader's language; in a drill also what its players are called."""
    found = {one.code: str(one.name) for one in ResponseRole.objects.filter(is_active=True)}
    for value, label in IncidentRole.choices:
        found.setdefault(value, str(label))
    if drill is not None:
        for code in drill.participants.exclude(response_role="").values_list(
            "response_role", flat=True
        ):
            found.setdefault(code, code)
    return list(found.items())


def role_names(drill: Drill | None = None) -> dict[str, str]:
    return dict(role_choices(drill))


def roles_by_name(drill: Drill | None = None) -> dict[str, str]:
    """Lower-case code or name, in both languages → code; codes win."""
    found: dict[str, str] = {}
    for language in LANGUAGES:
        with override(language):
            choices = role_choices(drill)
        found |= {name.lower(): code for code, name in choices}
    return found | {code.lower(): code for code, _name in choices}
