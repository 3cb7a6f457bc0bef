"""Register a backup set from a hook on the same machine; prints its code."""

from __future__ import annotations

import json
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from backups.domain.manifests import BadLine, parse
from backups.domain.tool_output import TOOLS, NoOutput, Told, read_tool
from backups.models import BackupLocation, BackupPolicy, BackupSet, Method
from backups.services.arriving import Arriving, ArrivingCopy, ArrivingFile
from backups.services.sets import register_set
from lib.errors import DomainRefusal


class Command(BaseCommand):
    help = "Register a backup set of POLICY; prints its code."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("policy", help="code of the policy")
        parser.add_argument("--copy", action="append", default=[], metavar="LOCATION=PATH")
        parser.add_argument("--kind", choices=Method.values)
        parser.add_argument("--started", type=_instant, help="ISO 8601 with offset")
        parser.add_argument("--finished", type=_instant)
        parser.add_argument("--restore-point", type=_instant)
        parser.add_argument("--parent", metavar="CODE")
        parser.add_argument("--size", type=int, metavar="BYTES")
        parser.add_argument("--digest", metavar="ALGORITHM:HEX", help="of a single file")
        parser.add_argument("--manifest", metavar="FILE", help="as SHA256SUMS; - is standard input")
        parser.add_argument("--log", metavar="FILE", help="- is standard input")
        parser.add_argument("--tool", default="")
        parser.add_argument(
            "--from", dest="source", choices=TOOLS, help="read the tool's JSON from --log"
        )
        parser.add_argument("--json", action="store_true")

    def handle(self, *args: Any, **options: Any) -> None:
        policy = _one(BackupPolicy.objects.select_related("system"), options["policy"])
        log = _text(options["log"])
        told = Told("")
        if options["source"]:
            if log is None:
                raise CommandError("--from reads what the tool printed: give it with --log.")
            try:
                told = read_tool(options["source"], log, zone=timezone.get_current_timezone_name())
            except NoOutput as error:
                raise CommandError(f"This is no JSON of a finished {error}.") from error
        copies = [_copy(text) for text in options["copy"]]
        one = Arriving(
            policy,
            kind=options["kind"] or told.kind,
            started_at=options["started"] or told.started_at,
            finished_at=options["finished"] or told.finished_at,
            restore_point_at=options["restore_point"],
            parent=_parent(options["parent"], policy, told),
            copies=copies,
            files=_files(options, copies),
            size_bytes=options["size"] if options["size"] is not None else told.size_bytes,
            file_count=told.files,
            tool=options["tool"] or told.tool,
            log=log,
            facts=dict(told.facts) | ({"label": told.label} if told.label else {}),
        )
        try:
            row = register_set(one, by=None, at=timezone.now())
        except DomainRefusal as refusal:
            raise CommandError(str(refusal)) from refusal
        answer = {"code": row.code, "state": row.state, "parent": row.parent and row.parent.code}
        self.stdout.write(json.dumps(answer) if options["json"] else row.code)


def _one(rows: Any, code: str) -> Any:
    found = rows.filter(code=code).first()
    if found is None:
        raise CommandError(f"There is no {rows.model._meta.verbose_name} “{code}”.")
    return found


def _parent(code: str | None, policy: BackupPolicy, told: Told) -> BackupSet | None:
    """Named, or the one whose label the tool says it builds on."""
    rows = BackupSet.objects.select_related("policy")
    if code:
        found: BackupSet = _one(rows, code)
        return found
    if not told.parent_label:
        return None
    family = rows.filter(policy__system=policy.system, policy__data_class=policy.data_class)
    return family.filter(facts__label=told.parent_label).order_by("-restore_point_at").first()


def _copy(text: str) -> ArrivingCopy:
    code, equals, path = text.partition("=")
    if not equals:
        raise CommandError("A copy is written as LOCATION=PATH.")
    return ArrivingCopy(_one(BackupLocation.objects.all(), code), path)


def _files(options: dict[str, Any], copies: list[ArrivingCopy]) -> list[ArrivingFile] | None:
    if options["manifest"]:
        found = []
        for line in parse([(_text(options["manifest"]) or "").encode(errors="surrogateescape")]):
            if isinstance(line, BadLine):
                raise CommandError(f"Line {line.number} of the manifest: {line.code}.")
            found.append(ArrivingFile(line.path, declared_by=line.algorithm, declared=line.digest))
        return found
    if not options["digest"]:
        return None
    if not copies:
        raise CommandError("--digest needs a copy: it is that of its file.")
    algorithm, _colon, value = options["digest"].partition(":")
    name = copies[0].path.rpartition("/")[2]
    file = ArrivingFile(
        name, options["size"], declared_by=algorithm.lower(), declared=value.lower()
    )
    return [file]


def _text(name: str | None) -> str | None:
    if name is None:
        return None
    if name == "-":
        return sys.stdin.read()
    try:
        return Path(name).read_text(errors="surrogateescape")
    except OSError as error:
        raise CommandError(f"{name}: {error.strerror}") from error


def _instant(text: str) -> datetime:
    at = datetime.fromisoformat(text.replace("Z", "+00:00"))
    if at.tzinfo is None:
        raise ValueError(text)
    return at
