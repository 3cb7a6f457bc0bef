"""A finished pack to its readers: as a link, or as the file itself where that is wanted."""

from __future__ import annotations

import logging
from datetime import datetime
from typing import IO

from django.conf import settings
from django.core.mail import EmailMessage, get_connection
from django.utils import translation
from django.utils.translation import gettext as _

from accounts.access import may
from accounts.models import Organisation
from followup.registry import Recipient
from plans.models import OfflinePack, PlanSettings
from plans.pack_messages import readers, tell_ready
from plans.packing.storing import name_of

log = logging.getLogger("bcm.plans")
MOST_BYTES = 10 * 2**20
"""Larger mails come back from many servers; then it is the link for everybody."""


def send_pack(pack: OfflinePack, content: IO[bytes], *, at: datetime) -> None:
    """Everybody named in the settings is told; with the file when it may go by mail."""
    mailed: set[int] = set()
    if _may_attach(pack):
        content.seek(0)
        mailed = _attached(pack, content.read())
    told = tell_ready(pack, at=at, but=mailed)
    if told or mailed:
        pack.mailed_at = at
        pack.save(update_fields=["mailed_at"])


def _may_attach(pack: OfflinePack) -> bool:
    wanted = PlanSettings.current().pack_attach and settings.MAIL_IS_SET_UP
    return wanted and (pack.size_bytes or 0) <= MOST_BYTES


def _attached(pack: OfflinePack, content: bytes) -> set[int]:
    """People (ids) whose mail server took it; only those who may open packs at all."""
    taken: set[int] = set()
    for reader in readers():
        person, user = reader.person, reader.user
        if person is None or user is None or not may(user, "plan.pack"):
            continue
        address = person.email or user.email
        if not address:
            continue
        try:
            _message(pack, content, reader, address).send()
        except OSError as error:  # smtplib's errors are OSErrors
            log.warning("pack %s could not be mailed: %s", pack.code, error)
            continue
        taken.add(person.pk)
    return taken


def _message(pack: OfflinePack, content: bytes, reader: Recipient, address: str) -> EmailMessage:
    language = reader.user.language if reader.user else ""
    with translation.override(language or Organisation.current().language):
        words = _(
            "The offline pack %(code)s is attached. It holds names, phone numbers and restricted"
            " plans: keep it where only those who need it can take it.\n\nSHA-256 %(sha256)s\n"
        )
        message = EmailMessage(
            subject=_("Offline pack %(code)s") % {"code": pack.code},
            body=words % {"code": pack.code, "sha256": pack.sha256},
            to=[address],
            headers={"Auto-Submitted": "auto-generated"},
            connection=get_connection(),
        )
    message.attach(name_of(pack), content, "application/zip")
    return message
