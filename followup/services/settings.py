"""How the organisation is told things (NTF-5, 7, 8, 10; ACT): changed as one, with its version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from followup.domain.chat_services import BY_SCHEME
from followup.models import FollowupSettings
from lib.errors import Problem, Refused
from lib.outbound import Forbidden, check_entry
from lib.versioning import change

PRIORITIES = ("P1", "P2", "P3")

# field → least, most, words
_RANGES: dict[str, tuple[int, int, Any]] = {
    "bundle_s": (0, 3600, _("From none to one hour.")),
    "acknowledge_link_s": (300, 7 * 86400, _("From 5 minutes to 7 days.")),
    "verification_days": (1, 365, _("From 1 to 365 days.")),
    "recurrence_months": (1, 120, _("From 1 to 120 months.")),
}


@transaction.atomic
def change_settings(
    settings: FollowupSettings,
    *,
    read_version: int | None,
    by: User,
    at: datetime,
    **fields: Any,
) -> list[str]:
    """Change the settings; answers the names that changed.

    Raises Refused (one problem per impossible value) and StaleVersion.
    """
    for name in ("allowed_hosts", "allowed_internal"):
        if name in fields:
            fields[name] = _tidy(fields[name])
    problems = _problems(fields)
    if problems:
        raise Refused.many(problems)
    if "allowed_schemes" in fields:
        fields["allowed_schemes"] = sorted(set(fields["allowed_schemes"]))
    return change(settings, read_version=read_version, **fields)


def _tidy(hosts: Sequence[str]) -> list[str]:
    """Lower case, no blanks, each once, in the order given."""
    return list(dict.fromkeys(host.strip().lower() for host in hosts if host.strip()))


def _problems(fields: Mapping[str, Any]) -> list[Problem]:
    problems = [
        Problem("out_of_range", words, name)
        for name, (least, most, words) in _RANGES.items()
        if name in fields and not _whole(fields[name], least, most)
    ]
    for scheme in fields.get("allowed_schemes", []):
        if scheme not in BY_SCHEME:
            none = _("There is no such chat service: %(name)s") % {"name": scheme}
            problems.append(Problem("invalid", none, "allowed_schemes"))
    for host in fields.get("allowed_hosts", []):
        if not _is_entry(host):
            no_host = _("“%(host)s” is no host: write chat.example.org, .example.org or *.")
            problems.append(Problem("invalid", no_host % {"host": host}, "allowed_hosts"))
    for host in fields.get("allowed_internal", []):
        if host == "*" or not _is_entry(host):
            neither = _("“%(host)s” is no host or network: write gate.example.org or 10.1.2.0/24.")
            problems.append(Problem("invalid", neither % {"host": host}, "allowed_internal"))
    if "due_days" in fields:
        problems += _due_problems(fields["due_days"])
    return problems


def _due_problems(days: Any) -> list[Problem]:
    if not isinstance(days, Mapping) or set(days) != set(PRIORITIES):
        return [Problem("invalid", _("Give the days of P1, P2 and P3."), "due_days")]
    if not all(_whole(days[priority], 1, 3650) for priority in PRIORITIES):
        return [Problem("out_of_range", _("From 1 to 3,650 days each."), "due_days")]
    if not days["P1"] <= days["P2"] <= days["P3"]:
        words = _("A higher priority is due no later than a lower one.")
        return [Problem("contradiction", words, "due_days")]
    return []


def _whole(value: Any, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most


def _is_entry(host: str) -> bool:
    """Something the guard understands, and not the whole internet as a network."""
    try:
        check_entry(host)
    except Forbidden:
        return False
    return len(host) <= 253 and not host.endswith("/0")
