"""Files handed out with an inject: pictures, PDF, Office files without macros, plain text."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from drills.models import Inject, InjectFile
from drills.services.script_parts import check_coming, finish
from drills.services.scripting import open_script, owner_of
from incidents.domain.attachments import safe_name, type_of
from lib.errors import GuardsUnmet, Refused

MOST_BYTES = 20 * 2**20
MOST_FILES = 10


@transaction.atomic
def add_file(inject: Inject, *, name: str, content: bytes, by: User, at: datetime) -> InjectFile:
    """The same file twice is one. Raises Refused at `file`, PermissionDenied, GuardsUnmet."""
    script = open_script(owner_of(inject.script), by=by, at=at, live=True)
    check_coming(inject)
    if not content:
        raise Refused("empty", _("This file is empty."), "file")
    if len(content) > MOST_BYTES:
        raise Refused("too_large", _("A file is at most 20 MB."), "file")
    kind = type_of(content)
    if kind is None:
        words = _("Pictures, PDF, Office files without macros and plain text are kept.")
        raise Refused("not_allowed", words, "file")
    digest = hashlib.sha256(content).hexdigest()
    known = inject.files.filter(sha256=digest).first()
    if known is not None:
        return known
    if inject.files.count() >= MOST_FILES:
        raise GuardsUnmet.one("too_many", _("An inject has at most ten files."), "file")
    row = InjectFile.objects.create(
        inject=inject, name=safe_name(name), content_type=kind, size_bytes=len(content),
        sha256=digest, content=content,
    )  # fmt: skip
    finish(script, inject, "script_changed", by=by, at=at)
    return row


@transaction.atomic
def remove_file(file: InjectFile, *, by: User, at: datetime) -> None:
    script = open_script(owner_of(file.inject.script), by=by, at=at, live=True)
    check_coming(file.inject)
    inject = file.inject
    file.delete()
    finish(script, inject, "script_changed", by=by, at=at)
