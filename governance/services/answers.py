"""What people say of a requirement, and the evidence they name for it: the only writers."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, TypedDict, Unpack

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.access import may
from accounts.models import Person, User
from followup.registry import load_subjects
from governance.models import EvidenceLink, FrameworkKind, Requirement, Standing
from governance.services.standings import best_of, judge
from lib.errors import Refused, StaleVersion
from lib.versioning import change, create

THIRDS = (Decimal(0), Decimal("0.5"), Decimal(1))


class Answer(TypedDict, total=False):
    applicable: bool
    because: str
    decided: Decimal | None
    comment: str
    owner: Person | None
    next_review: date | None


def may_answer(user: User, requirement: Requirement) -> bool:
    """Whoever may change governance, and the owner of the requirement."""
    if may(user, "governance.change"):
        return True
    standing = getattr(requirement, "standing", None)
    owner = standing.owner if standing else None
    return owner is not None and owner.user_id == user.pk and may(user, "governance.view")


@transaction.atomic
def answer(
    requirement: Requirement,
    *,
    read_version: int | None,
    by: User,
    at: datetime,
    **fields: Unpack[Answer],
) -> Standing:
    """Say how it stands; what is not named stays. `read_version` 0: nobody had said anything.

    Raises Refused when a decided value has no comment although it differs from what the evidence
    gives, when what does not apply has no reason, and for values that are none of the kind
    (0, ½, 1; of clauses 0 to 5); StaleVersion when somebody was faster.
    """
    if not may_answer(by, requirement):
        raise PermissionDenied
    locked = Requirement.objects.select_for_update(of=("self",)).for_list().get(pk=requirement.pk)
    known: Standing | None = getattr(locked, "standing", None)
    wanted = _wanted(locked, known, dict(fields))
    _check(locked, wanted, at=at)
    if known is None:
        if read_version:
            raise StaleVersion(Standing(requirement=locked, version=0), read_version)
        stamp = {"decided_by": by, "decided_at": at} if wanted["decided"] is not None else {}
        row = create(Standing, requirement=locked, **wanted, **stamp)
    else:
        if wanted["decided"] != known.decided:
            said = wanted["decided"] is not None
            wanted |= {"decided_by": by if said else None, "decided_at": at if said else None}
        change(known, read_version=read_version, **wanted)
        row = known
    requirement.standing = row
    return row


def _wanted(row: Requirement, known: Standing | None, fields: dict[str, Any]) -> dict[str, Any]:
    """Every field of the answer, as it will stand."""
    now = known or Standing(requirement=row)
    names = ("applicable", "because", "decided", "comment", "owner", "next_review")
    wanted = {name: fields.get(name, getattr(now, name)) for name in names}
    for name in ("because", "comment"):
        wanted[name] = wanted[name].strip()
    if wanted["applicable"]:
        wanted["because"] = ""
    return wanted


def _check(row: Requirement, wanted: dict[str, Any], *, at: datetime) -> None:
    if not wanted["applicable"] and not wanted["because"]:
        raise Refused("because_required", _("Say why it does not apply."), "because")
    decided = wanted["decided"]
    if decided is None:
        return
    if not is_an_answer(row.framework.kind, decided):
        words = (
            _("A clause is graded in whole numbers from 0 to 5.")
            if row.framework.kind == FrameworkKind.CLAUSES
            else _("The answer is 0 (not started), 0.5 (in progress) or 1 (done).")
        )
        raise Refused("no_such_answer", words, "decided")
    (judged,) = judge([row], at=at)
    if judged.derived is not None and decided != judged.derived and not wanted["comment"]:
        words = _("This differs from what the evidence gives: say why in the comment.")
        raise Refused("comment_required", words, "comment")


def is_an_answer(kind: str, value: Decimal) -> bool:
    if kind == FrameworkKind.CLAUSES:
        return 0 <= value <= best_of(kind) and value == value.to_integral_value()
    return value in THIRDS


@transaction.atomic
def add_link(
    requirement: Requirement,
    *,
    title: str,
    url: str = "",
    subject: str = "",
    by: User,
    at: datetime,
) -> EvidenceLink:
    """Name evidence that lies elsewhere (`url`) or something of the platform (`subject`,
    "plan:DRP-01"). Raises Refused without either."""
    if not may_answer(by, requirement):
        raise PermissionDenied
    if not url.strip() and not subject.strip():
        raise Refused("link_required", _("Give a link, or name something of the platform."), "url")
    if subject.strip():
        kind, _colon, code = subject.strip().partition(":")
        if not load_subjects([(kind, code)]):
            words = _("There is no “%(subject)s”.") % {"subject": subject}
            raise Refused("no_such_subject", words, "subject")
    return create(
        EvidenceLink, requirement=requirement, title=title.strip(), url=url.strip(),
        subject=subject.strip(), added_by=by, at=at,
    )  # fmt: skip


@transaction.atomic
def remove_link(link: EvidenceLink, *, by: User, at: datetime) -> None:
    if not may_answer(by, link.requirement):
        raise PermissionDenied
    link.delete()
