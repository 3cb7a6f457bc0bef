"""Printed copies: what hangs where, and what must be changed for a new print.

A copy's PDF is made again whenever it is asked for; the row is what was printed (docs/method.md
§35). Old ones are put on the reprint list by the publication of a new version.
"""

from __future__ import annotations

import hashlib
import secrets
import string
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import may
from accounts.models import Person, User
from bia.models import Site
from lib.errors import GuardsUnmet, Refused, StaleVersion
from lib.versioning import create
from plans.copy_subject import tell_reprint
from plans.domain.pictures import picture_type
from plans.models import (
    CopyFormat,
    CopyPhoto,
    CopyState,
    Plan,
    PlanSettings,
    PlanVersion,
    PrintCopy,
    VersionStatus,
)
from plans.printing.facts import facts_of
from plans.printing.tongue import LANGUAGES
from plans.services.copy_clocks import reprint_done, reprint_wanted

LETTERS = string.ascii_letters + string.digits
TOKEN_LENGTH = 12
PHOTO_BYTES = 5 * 2**20
CLOSED = (CopyState.REPLACED, CopyState.REMOVED, CopyState.LOST)
ON_A_WALL = (CopyFormat.A4, CopyFormat.A3)


def may_close(user: User, copy: PrintCopy) -> bool:
    """Whoever prints, and whoever the copy is entrusted to."""
    if may(user, "plan.print"):
        return True
    return copy.holder is not None and copy.holder.user_id == user.pk


@transaction.atomic
def print_copy(
    version: PlanVersion,
    *,
    format: str,
    language: str,
    by: User,
    at: datetime,
    quantity: int = 1,
    place: str = "",
    site: Site | None = None,
    holder: Person | None = None,
    replaces: PrintCopy | None = None,
) -> PrintCopy:
    """A copy for one place, with its own code. It replaces `replaces`, and any outdated copy of
    this plan in the same format at the same place.

    Raises GuardsUnmet unless the version is in force (and has a card, for a card's format);
    Refused for a language there is none of.
    """
    if language not in LANGUAGES:
        raise Refused("invalid_choice", _("Choose English, Chinese or both."), "language")
    plan = Plan.objects.select_for_update(of=("self",)).get(pk=version.plan_id)
    current = PlanVersion.objects.get(pk=version.pk)
    if current.status != VersionStatus.EFFECTIVE:
        words = _("Only the version in force is printed; look at the preview meanwhile.")
        raise GuardsUnmet.one("not_effective", words)
    if format != CopyFormat.PLAN and not current.card_steps.exists():
        raise GuardsUnmet.one("no_card", _("This version has no response card."), "format")
    copy = create(
        PrintCopy,
        token=_token(),
        plan_version=current,
        format=format,
        language=language,
        numbers_masked=format in ON_A_WALL and PlanSettings.current().posters_masked,
        quantity=quantity,
        place=place.strip(),
        site=site,
        holder=holder,
        printed_by=by,
        printed_at=at,
    )
    copy.facts_sha256 = facts_of([copy])[copy.pk]
    copy.save(update_fields=["facts_sha256"])
    for old in _replaced(copy, plan, replaces):
        _close(old, CopyState.REPLACED, by=by, at=at, replaced_by=copy)
    return copy


def _token() -> str:
    return "".join(secrets.choice(LETTERS) for _unused in range(TOKEN_LENGTH))


def _replaced(copy: PrintCopy, plan: Plan, replaces: PrintCopy | None) -> list[PrintCopy]:
    posted = PrintCopy.objects.select_for_update(of=("self",)).filter(
        plan_version__plan=plan, state=CopyState.POSTED
    )
    found = {}
    if copy.place:
        same = posted.outdated().filter(
            format=copy.format, place__iexact=copy.place, site=copy.site
        )
        found = {one.pk: one for one in same}
    if replaces is not None:
        found |= {one.pk: one for one in posted.filter(pk=replaces.pk)}
    found.pop(copy.pk, None)
    return list(found.values())


@transaction.atomic
def print_again(copy: PrintCopy, *, by: User, at: datetime) -> PrintCopy:
    """The version in force now, for the same place and holder; `copy` is replaced."""
    current = copy.plan_version.plan.versions.effective().first()
    if current is None:
        words = _("No version of this plan is in force: take the copy down instead.")
        raise GuardsUnmet.one("nothing_effective", words)
    _posted(copy)
    return print_copy(
        current, format=copy.format, language=copy.language, quantity=copy.quantity,
        place=copy.place, site=copy.site, holder=copy.holder, replaces=copy, by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def close_copy(
    copy: PrintCopy, *, state: str, by: User, at: datetime, read_version: int | None = None
) -> PrintCopy:
    """Ticked off: the new print hangs there, it was taken down, or nobody finds it."""
    if state not in CLOSED:
        raise Refused("invalid_choice", _("Say whether it was replaced, removed or lost."), "state")
    locked = _posted(copy, read_version)
    _close(locked, CopyState(state), by=by, at=at)
    copy.refresh_from_db()
    return copy


@transaction.atomic
def add_photo(copy: PrintCopy, *, name: str, content: bytes, by: User, at: datetime) -> PrintCopy:
    """A picture of the place. An outdated copy is replaced with that; a current one only has
    its evidence. Raises Refused for what is no picture, or too large."""
    if len(content) > PHOTO_BYTES:
        raise Refused("too_large", _("A photo has at most 5 MB."), "photo")
    content_type = picture_type(content)
    if not content_type:
        raise Refused("not_a_picture", _("Give a photo as PNG, JPEG or WebP."), "photo")
    locked = PrintCopy.objects.select_for_update(of=("self",)).get(pk=copy.pk)
    CopyPhoto.objects.update_or_create(
        copy=locked, defaults={"content_type": content_type, "content": content}
    )
    locked.photo_name = name.replace("\\", "/").rpartition("/")[2][-200:]
    locked.photo_sha256 = hashlib.sha256(content).hexdigest()
    locked.version += 1
    locked.save()
    if locked.state == CopyState.POSTED and _is_outdated(locked):
        _close(locked, CopyState.REPLACED, by=by, at=at)
    copy.refresh_from_db()
    return copy


def open_reprint_list(plan: Plan, *, by: User, at: datetime) -> int:
    """Every posted copy of a version that is no longer in force: its holder is told, and its
    clock runs. How many there are."""
    rows = list(
        PrintCopy.objects.outdated()
        .filter(plan_version__plan=plan)
        .exclude(plan_version__status__in=("draft", "in_review", "approved"))
        .select_related("plan_version__plan", "holder__user")
    )
    for one in rows:
        reprint_wanted(one, at=at, by=by)
        tell_reprint(one, by=by, at=at)
    return len(rows)


def _posted(copy: PrintCopy, read_version: int | None = None) -> PrintCopy:
    locked = (
        PrintCopy.objects.select_for_update(of=("self",))
        .select_related("plan_version__plan", "holder")
        .get(pk=copy.pk)
    )
    if read_version is not None and locked.version != read_version:
        raise StaleVersion(locked, read_version)
    if locked.state != CopyState.POSTED:
        raise GuardsUnmet.one("closed", _("This copy was ticked off already."))
    return locked


def _is_outdated(copy: PrintCopy) -> bool:
    return copy.plan_version.status != VersionStatus.EFFECTIVE or copy.facts_changed_at is not None


def _close(copy: PrintCopy, state: str, *, by: User, at: datetime, **fields: Any) -> None:
    copy.state, copy.closed_by, copy.closed_at = state, by, at
    for name, value in fields.items():
        setattr(copy, name, value)
    copy.version += 1
    copy.save()
    reprint_done(copy, at=at, by=by)
