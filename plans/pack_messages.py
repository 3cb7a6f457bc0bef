"""Who hears of an offline pack: those named in the settings; what went wrong, the managers too."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from followup.messages import MessageKind
from followup.messages import register as register_kinds
from followup.registry import Recipient
from followup.services.outbox import Message, notify
from followup.services.people import holders_of, recipient_of
from plans.followup_sources import page_of
from plans.models import OfflinePack, PlanSettings

Told = dict[Recipient, tuple[str, ...]]
MANAGERS = ("continuity_manager", "administrator")


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    register_kinds(*KINDS)


def readers() -> list[Recipient]:
    """Named in the settings, and still here."""
    people = PlanSettings.current().pack_mail_to.select_related("user")
    return [found for found in (recipient_of(one) for one in people) if found is not None]


def tell_ready(pack: OfflinePack, *, at: datetime, but: set[int] | None = None) -> int:
    """`but`: people (ids) who have it in their mail already. Answers how many were told."""
    told: Told = {
        one: ("followers",)
        for one in readers()
        if one.person is None or one.person.pk not in (but or set())
    }
    params = {"pack": pack.code, "files": len(pack.contents)}
    return _tell("plan.pack_ready", pack, told, params, at)


def tell_failed(pack: OfflinePack, *, at: datetime) -> int:
    return _tell("plan.pack_failed", pack, _keepers(), {"pack": pack.code}, at)


def tell_incomplete(pack: OfflinePack, *, at: datetime) -> int:
    return _tell("plan.pack_incomplete", pack, _keepers(), {"pack": pack.code}, at)


def tell_not_stored(pack: OfflinePack, *, at: datetime) -> int:
    params = {"pack": pack.code, "why": pack.store_failure}
    return _tell("plan.pack_not_stored", pack, _keepers(), params, at)


def _keepers() -> Told:
    found: Told = dict.fromkeys(readers(), ("followers",))
    for role in MANAGERS:
        found |= dict.fromkeys(holders_of(role), ("bcm_managers",))
    return found


def _tell(
    kind: str,
    pack: OfflinePack,
    told: Told,
    params: Mapping[str, object],
    at: datetime,
) -> int:
    if not told:
        return 0
    url = page_of("plans:pack_list")
    message = Message(kind, told, params=dict(params), generation=pack.pk, url=url)
    return notify(message, at=at)


KINDS = (
    MessageKind(
        "plan.pack_ready",
        label=_("A new offline pack"),
        title=_("Offline pack %(pack)s is ready"),
        text=_("It holds %(files)s files: cards, plans, call lists and forms."),
        asks=_("Download it and keep it where it can be read without the network."),
    ),
    MessageKind(
        "plan.pack_failed",
        label=_("An offline pack could not be built"),
        title=_("Offline pack %(pack)s could not be built"),
        text=_("The pack before it can still be downloaded."),
        asks=_("Look at the page of packs for the reason."),
    ),
    MessageKind(
        "plan.pack_incomplete",
        label=_("An offline pack is not complete"),
        title=_("Offline pack %(pack)s is not complete"),
        text=_("A file could not be made; a note stands in its place, everything else is there."),
        asks=_("Look at the page of packs for the file and the reason."),
    ),
    MessageKind(
        "plan.pack_not_stored",
        label=_("An offline pack could not be stored"),
        title=_("Offline pack %(pack)s could not be stored"),
        text=_("It was built and can be downloaded, but not put into its folder: %(why)s"),
        asks=_("See whether the folder is there and the disk has room."),
    ),
)
