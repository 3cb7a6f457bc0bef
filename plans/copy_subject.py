"""Printed copies as `followup` knows them: who is told that one must be changed."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.models import User
from followup import registry
from followup.messages import MessageKind
from followup.messages import register as register_kinds
from followup.models import Notification
from followup.reasons import register_reasons
from followup.registry import Recipient, Subject
from followup.roles import register_roles
from followup.services.outbox import Message, notify
from followup.services.people import recipient_of
from plans.followup_sources import OWNER, page_of
from plans.models import CopyState, PrintCopy

SUBJECT = "print_copy"
LOADED = (
    "plan_version__plan", "holder__user", "printed_by__person",
    *(f"plan_version__plan__{name}" for name in OWNER),
)  # fmt: skip


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    registry.register_subject(SUBJECT, Copies())
    register_roles(holder=_("holder of the printed copy"))
    register_kinds(*KINDS)
    register_reasons(copy_closed=_("The copy was replaced, removed or given up meanwhile."))


class Copies:
    """Open while it hangs there although its version is no longer in force."""

    label = _("Printed copy")

    def load(self, codes: Collection[str]) -> Mapping[str, Subject]:
        rows = PrintCopy.objects.filter(token__in=codes).select_related(*LOADED)
        return {one.token: subject_of(one) for one in rows}

    def visible_to(self, user: User, codes: Collection[str]) -> set[str]:
        rows = PrintCopy.objects.visible_to(user).filter(token__in=codes)
        return set(rows.values_list("token", flat=True))

    def visible_codes(self, user: User) -> QuerySet[Any]:
        return PrintCopy.objects.visible_to(user).order_by().values("token")


def subject_of(one: PrintCopy) -> Subject:
    owner = recipient_of(one.plan_version.plan.owner)
    owners = (owner,) if owner is not None else ()
    return Subject(
        kind=SUBJECT,
        code=one.token,
        title=title_of(one),
        url=page_of("plans:copy_detail", one.token),
        is_open=one.state == CopyState.POSTED,
        roles={"holder": _holder(one) or owners, "plan_owner": owners},
    )


def _holder(one: PrintCopy) -> tuple[Recipient, ...]:
    """Whom it is entrusted to; else whoever printed it, while they are here."""
    if one.holder is not None:
        found = recipient_of(one.holder) if one.holder.is_active else None
        return (found,) if found is not None else ()
    user = one.printed_by
    if not user.is_active:
        return ()
    return (Recipient(person=getattr(user, "person", None), user=user),)


def title_of(one: PrintCopy) -> str:
    """ "Response card 2.1, machine room 1": what it is and where it hangs."""
    return f"{one.plan_version}, {one.place}" if one.place else str(one.plan_version)


def tell_reprint(one: PrintCopy, *, by: User | None, at: datetime) -> None:
    """The holder hears at once that it must be changed; the clock reminds later."""
    row = PrintCopy.objects.select_related(*LOADED).get(pk=one.pk)
    subject = subject_of(row)
    plan = row.plan_version.plan
    params = {
        "plan": {"en": plan.name_en or plan.name_zh, "zh": plan.name_zh or plan.name_en},
        "number": row.plan_version.number,
        "place": row.place or "–",
    }
    told: dict[Recipient, tuple[str, ...]] = dict.fromkeys(subject.roles["holder"], ("holder",))
    # The same version may need it again: names and numbers change between versions, too.
    mark = f"{row.facts_changed_at:%Y%m%d%H%M%S}" if row.facts_changed_at is not None else ""
    message = Message(
        "plan.reprint", told, subject, params, generation=row.plan_version_id, mark=mark
    )
    notify(message, at=at)


def no_longer_posted(rows: Sequence[Notification]) -> Mapping[int, str]:
    posted = set(
        PrintCopy.objects.filter(
            token__in={one.subject_code for one in rows}, state=CopyState.POSTED
        ).values_list("token", flat=True)
    )
    return {one.pk: "copy_closed" for one in rows if one.subject_code not in posted}


KINDS = (
    MessageKind(
        "plan.reprint",
        label=_("A printed copy is outdated"),
        title=_("To replace: %(plan)s %(number)s"),
        text=_("The printed copy at %(place)s is no longer current."),
        asks=_("Print the new version, hang it up in its place, and tick it off."),
        stop=no_longer_posted,
    ),
)
