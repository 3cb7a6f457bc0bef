"""How old the newest state is that could be restored, of each class of data of each system."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from backups.recovery_points import FamilyPoint, recovery_points
from bia.models import System

BAD = ("missed", "nothing")
GAUGES = {
    "age_s": ("bcm_backup_restorable_age_seconds", "Age of the newest restorable state"),
    "required_s": ("bcm_backup_rpo_seconds", "Age it may have"),
    "worst_s": ("bcm_backup_planned_loss_seconds", "Worst loss while everything goes by plan"),
}


class Command(BaseCommand):
    help = "Print what could be restored, as JSON or for Prometheus; exit 1 when an RPO is missed."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--system", metavar="CODE")
        parser.add_argument(
            "--prometheus", metavar="FILE", help="write a textfile for the node exporter; - prints"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        systems = dict(System.objects.values_list("id", "code"))
        only = None
        if options["system"]:
            only = [pk for pk, code in systems.items() if code == options["system"]]
            if not only:
                raise CommandError(f"There is no system “{options['system']}”.", returncode=2)
        points = recovery_points(at, only)
        families = [
            (systems[system], family)
            for system, point in points.items()
            for family in point.families
        ]
        if options["prometheus"]:
            _write(options["prometheus"], prometheus(families, at), self.stdout)
        else:
            told = [_json(code, family) for code, family in families]
            self.stdout.write(json.dumps({"at": at.isoformat(), "data": told}, ensure_ascii=False))
        if any(family.status in BAD for _code, family in families):
            sys.exit(1)


def prometheus(families: Iterable[tuple[str, FamilyPoint]], at: datetime) -> str:
    """The text format; a figure that is not known is left out, never 0."""
    known = list(families)
    lines = []
    for name, (metric, words) in GAUGES.items():
        lines += [f"# HELP {metric} {words}.", f"# TYPE {metric} gauge"]
        lines += [
            f"{metric}{_labels(code, family)} {getattr(family, name)}"
            for code, family in known
            if getattr(family, name) is not None
        ]
    lines += [
        "# HELP bcm_backup_rpo_met 1 where the RPO is met.",
        "# TYPE bcm_backup_rpo_met gauge",
    ]
    lines += [
        f"bcm_backup_rpo_met{_labels(code, family)} {int(family.status not in BAD)}"
        for code, family in known
    ]
    lines += [
        "# HELP bcm_backup_status_timestamp_seconds When this was written.",
        "# TYPE bcm_backup_status_timestamp_seconds gauge",
        f"bcm_backup_status_timestamp_seconds {int(at.timestamp())}",
    ]
    return "\n".join(lines) + "\n"


def _labels(code: str, family: FamilyPoint) -> str:
    return f'{{system="{_quoted(code)}",data="{_quoted(family.data_class)}"}}'


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")


def _json(code: str, family: FamilyPoint) -> dict[str, Any]:
    at = family.restore_point_at
    return {
        "system": code,
        "data_class": family.data_class,
        "status": family.status,
        "restore_point_at": at.isoformat() if at else None,
        "set": family.newest_set_code or None,
        "age_s": family.age_s,
        "required_s": family.required_s,
        "worst_s": family.worst_s,
    }


def _write(name: str, text: str, stdout: Any) -> None:
    """In one step, so that nobody reads half of it."""
    if name == "-":
        stdout.write(text, ending="")
        return
    path = Path(name)
    part = path.with_name(f".{path.name}.{os.getpid()}")
    part.write_text(text)
    part.replace(path)
