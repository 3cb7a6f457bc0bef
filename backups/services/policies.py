"""Verbs on policies: what is backed up, how often, whereto and how it is proved."""

from __future__ import annotations

import re
import uuid
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.models import User
from backups.domain import assertions, naming, schedule_text
from backups.domain.paths import BadPath, checked
from backups.models import BackupLocation, BackupPolicy, PolicyLocation, PolicyState, SetState
from backups.services.rows import add, edit
from bia.services.register import remove
from lib.durations import MAX_SECONDS
from lib.errors import Problem, Refused

PERMISSION = "backup.change"
USED_IN = ("sets",)
Place = tuple[BackupLocation, str]

SCHEDULE_WORDS = {
    "schedule_invalid": _("This is no schedule; write it as FREQ=DAILY;BYHOUR=2;BYMINUTE=0."),
    "schedule_too_long": _("The schedule is too long."),
    "schedule_ends": _("A schedule has no end; switch the policy off instead."),
    "schedule_too_often": _("Once a minute is the most often."),
    "schedule_never": _("There is no such day: this schedule never comes."),
}
PATTERN_WORDS = {
    "pattern_too_long": _("The pattern is longer than 500 characters."),
    "pattern_invalid": _("This is no regular expression."),
    "pattern_dangerous": _(
        "This pattern could take forever on some names: no repeats within repeats, no references"
        " back, no looking around, and at most three open repeats."
    ),
    "pattern_groups": _("Groups are named date, time, data and kind."),
    "pattern_without_date": _("Name the group that holds the date: (?P<date>…)."),
}
ASSERTION_WORDS = {
    "assertions_invalid": _("Each check has a name, a query or a path, an operation and a value."),
    "assertion_name": _("Each check has a name of its own."),
    "assertion_target": _("A check has either a query or a relative path."),
    "assertion_op": _("Operations are equals, at_least, exists and, of a file, sha256."),
    "assertion_value": _("The value does not fit the operation."),
    "assertion_sql": _("A query is one SELECT."),
}
POSITIVE = {"retention_s", "verify_every_s", "restore_test_every_s", "switchover_every_s"}
NOT_NEGATIVE = {
    *("grace_s", "lag_s", "duration_s", "shortest_s", "longest_s", "rpo_s", "legal_retention_s"),
    *("verify_within_s", "restore_limit_s"),
}
LONGEST_PATTERNS, MOST_LINES = 20_000, 200


@transaction.atomic
def create_policy(
    *, by: User, at: datetime, places: Sequence[Place] = (), **fields: Any
) -> BackupPolicy:
    """`places` are (location, folder) in order. Raises Refused, one problem per wrong field."""
    require(by, PERMISSION)
    _check(fields, BackupPolicy(**fields))
    _check_places(places)
    row = add(BackupPolicy, permission=PERMISSION, prefix="BP", by=by, fields=fields)
    _set_places(row, places)
    PolicyState.objects.create(policy=row, look_due_at=at)
    return row


@transaction.atomic
def change_policy(
    policy: BackupPolicy,
    *,
    read_version: int | None,
    by: User,
    at: datetime,
    places: Sequence[Place] | None = None,
    **fields: Any,
) -> list[str]:
    """`places` None leaves them as they are. Raises Refused, StaleVersion."""
    require(by, PERMISSION, policy)
    wanted = BackupPolicy.objects.get(pk=policy.pk)
    for name, value in fields.items():
        setattr(wanted, name, value)
    _check(fields, wanted)
    _check_family(policy, wanted)
    changed = edit(policy, permission=PERMISSION, by=by, read_version=read_version, fields=fields)
    if places is not None:
        _check_places(places)
        if _set_places(policy, places):
            if not changed:
                policy.version += 1
                policy.save(update_fields=["version", "updated_at"])
            changed.append("places")
    if changed:
        PolicyState.objects.update_or_create(policy=policy, defaults={"look_due_at": at})
    return changed


def delete_policy(policy: BackupPolicy, *, by: User, at: datetime) -> None:
    """Raises GuardsUnmet while it has sets."""
    with transaction.atomic():
        require(by, PERMISSION, policy)
        # What the schedule expects is no set yet.
        policy.sets.filter(state=SetState.EXPECTED, arrived_at=None).delete()
        remove(policy, permission=PERMISSION, by=by, used_in=USED_IN)


@transaction.atomic
def renew_ping_address(policy: BackupPolicy, *, by: User, at: datetime) -> BackupPolicy:
    """The old address is unknown from now on."""
    require(by, PERMISSION, policy)
    edit(
        policy,
        permission=PERMISSION,
        by=by,
        read_version=None,
        fields={"ping_uuid": uuid.uuid4()},
    )
    return policy


def _check(fields: dict[str, Any], wanted: BackupPolicy) -> None:
    problems = [*_durations(fields), *_rhythm(fields, wanted), *_contents(fields)]
    if problems:
        raise Refused.many(problems)


def _durations(fields: Mapping[str, Any]) -> list[Problem]:
    words = _("This is no real duration.")
    return [
        Problem("out_of_range", words, name)
        for name in sorted((POSITIVE | NOT_NEGATIVE) & fields.keys())
        if fields[name] is not None
        and not (1 if name in POSITIVE else 0) <= fields[name] <= MAX_SECONDS
    ]


def _rhythm(fields: dict[str, Any], wanted: BackupPolicy) -> list[Problem]:
    problems = []
    zone = wanted.timezone
    if not schedule_text.is_zone(zone):
        problems.append(Problem("invalid", _("There is no such time zone."), "timezone"))
        zone = "UTC"
    try:
        rule = schedule_text.check(wanted.schedule, zone)
        if "schedule" in fields:
            fields["schedule"] = rule
    except schedule_text.BadSchedule as error:
        problems.append(Problem(error.code, SCHEDULE_WORDS[error.code], "schedule"))
    shortest, longest = wanted.shortest_s, wanted.longest_s
    if shortest is not None and longest is not None and shortest > longest:
        words = _("The shortest duration is above the longest.")
        problems.append(Problem("invalid", words, "shortest_s"))
    return problems


def _contents(fields: Mapping[str, Any]) -> list[Problem]:
    problems = []
    try:
        naming.check(fields.get("naming_pattern", ""))
    except naming.BadPattern as error:
        problems.append(Problem(error.code, PATTERN_WORDS[error.code], "naming_pattern"))
    try:
        assertions.check(fields.get("assertions", []))
    except assertions.BadAssertion as refused:
        words: Any = ASSERTION_WORDS[refused.code]
        if refused.number:
            words = _("Check %(number)s: %(words)s") % {"number": refused.number, "words": words}
        problems.append(Problem(refused.code, words, "assertions"))
    query = fields.get("gap_query", "")
    if query.strip() and not assertions.is_query(query):
        words = ASSERTION_WORDS["assertion_sql"]
        problems.append(Problem("assertion_sql", words, "gap_query"))
    for name in ("failure_patterns", "allowed_patterns", "success_pattern"):
        if not _are_patterns(fields.get(name, "")):
            words = _("Not every line is a regular expression that always ends.")
            problems.append(Problem("pattern_invalid", words, name))
    return problems


def _are_patterns(text: str) -> bool:
    lines = [line for line in text.splitlines() if line.strip()]
    if len(text) > LONGEST_PATTERNS or len(lines) > MOST_LINES:
        return False
    return all(_is_pattern(line) for line in lines)


def _is_pattern(line: str) -> bool:
    try:
        naming.check_safe(line)
        return bool(re.compile(line))
    except (naming.BadPattern, re.error):
        return False


def _check_family(policy: BackupPolicy, wanted: BackupPolicy) -> None:
    """Chains run through a family: sets do not move into another one with their policy."""
    before = (policy.system_id, policy.data_class, policy.method)
    if before == (wanted.system_id, wanted.data_class, wanted.method):
        return
    if policy.sets.filter(arrived_at__isnull=False).exists():
        words = _("The policy has sets already; make a new one and switch this one off.")
        field = "method" if policy.method != wanted.method else "data_class"
        raise Refused(
            "has_sets", words, "system" if policy.system_id != wanted.system_id else field
        )


def _check_places(places: Sequence[Place]) -> None:
    if len({location.pk for location, _folder in places}) != len(places):
        raise Refused("duplicate", _("A location stands twice."), "locations")
    for location, folder in places:
        if location.production:
            words = _("%(name)s is the place of the live data; it holds no backups.")
            raise Refused("is_production", words % {"name": location.name}, "locations")
        try:
            if folder:
                checked(folder)
        except BadPath:
            words = _("A folder is a relative path within the location.")
            raise Refused("invalid", words, "places") from None


def _set_places(policy: BackupPolicy, places: Sequence[Place]) -> bool:
    """Whether anything differed."""
    before = list(policy.places.values_list("location_id", "folder").order_by("order", "id"))
    if before == [(location.pk, folder) for location, folder in places]:
        return False
    policy.places.all().delete()
    for order, (location, folder) in enumerate(places):
        PolicyLocation.objects.create(policy=policy, location=location, folder=folder, order=order)
    return True
