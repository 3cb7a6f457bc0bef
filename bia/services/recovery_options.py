"""Verbs on recovery options: what a level would cost a system, and what it would promise."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import require
from accounts.models import User
from bia.models import RecoveryOption, System
from lib.durations import MAX_SECONDS
from lib.errors import Problem, Refused, StaleVersion
from lib.versioning import change, create

PERMISSION = "investment.change"


def version_of(options: Iterable[RecoveryOption]) -> int:
    """One number for all levels of a system; another one after any edit of any of them."""
    text = ",".join(f"{one.pk}:{one.version}" for one in sorted(options, key=lambda o: o.level))
    return zlib.crc32(text.encode())


@transaction.atomic
def create_recovery_option(
    *, system: System, level: int, by: User, at: datetime, **fields: Any
) -> RecoveryOption:
    """Raises Refused at the field, PermissionDenied."""
    require(by, PERMISSION)
    _check_durations(fields)
    if RecoveryOption.objects.filter(system=system, level=level).exists():
        raise Refused("unique", _("This level of the system is there already."), "level")
    return create(RecoveryOption, system=system, level=level, **fields)


@transaction.atomic
def change_recovery_option(
    option: RecoveryOption, *, read_version: int | None, by: User, at: datetime, **fields: Any
) -> list[str]:
    """Answers the names that changed. Raises StaleVersion, Refused, PermissionDenied."""
    require(by, PERMISSION)
    _check_durations(fields)
    if fields.get("system", option.system) != option.system:
        raise Refused("fixed", _("An option stays with its system."), "system")
    if fields.get("level", option.level) != option.level:
        raise Refused("fixed", _("An option keeps its level; add another one."), "level")
    return change(option, read_version=read_version, **fields)


@transaction.atomic
def delete_recovery_option(option: RecoveryOption, *, by: User, at: datetime) -> None:
    require(by, PERMISSION)
    option.delete()


@transaction.atomic
def save_options(
    system: System,
    levels: Mapping[int, Mapping[str, Any] | None],
    *,
    read_version: int | None,
    by: User,
    at: datetime,
) -> None:
    """All levels of a system at once; None: the level is not on offer (any more).

    `read_version` is the `version_of` what the editor saw. Raises StaleVersion(the system),
    Refused with the problems at `level_<n>_<field>`, PermissionDenied.
    """
    require(by, PERMISSION)
    System.objects.select_for_update().get(pk=system.pk)
    known = {one.level: one for one in system.recovery_options.select_related("system")}
    if read_version is not None and read_version != version_of(known.values()):
        raise StaleVersion(system, read_version)
    problems: list[Problem] = []
    for level, values in levels.items():
        try:
            _save(system, level, known.get(level), values, by=by, at=at)
        except Refused as refusal:
            problems += [
                Problem(one.code, one.message, f"level_{level}_{one.field}")
                for one in refusal.problems
            ]
    if problems:
        raise Refused.many(problems)


def _save(
    system: System,
    level: int,
    option: RecoveryOption | None,
    values: Mapping[str, Any] | None,
    *,
    by: User,
    at: datetime,
) -> None:
    if option is None and values is not None:
        create_recovery_option(system=system, level=level, **values, by=by, at=at)
    elif option is not None and values is not None:
        change_recovery_option(option, read_version=None, **values, by=by, at=at)
    elif option is not None:
        delete_recovery_option(option, by=by, at=at)


def _check_durations(fields: Mapping[str, Any]) -> None:
    for name in ("rto_s", "rpo_s"):
        value = fields.get(name)
        if value is not None and not 0 <= value <= MAX_SECONDS:
            raise Refused("out_of_range", _("This is no real duration."), name)
