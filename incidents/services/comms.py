"""Messages of an incident: drafted from templates, approved where they must be, then sent.

What goes to shops, customers, the regulator and the media is approved by the communications lead
or the commander. The platform itself writes only to people it knows; everything else leaves by
hand, and the channel is written down. In a drill nothing ever leaves the house (DRL-7).
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Unpack

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from followup.services.verb import Call
from incidents.domain.places import filled
from incidents.models import (
    NEED_APPROVAL,
    OPEN,
    OUTSIDE,
    Audience,
    CommsMessage,
    CommsTemplate,
    Confidentiality,
    Incident,
)
from incidents.services.comms_sending import send_in_platform
from incidents.services.comms_words import values_for
from incidents.services.report_news import tell_refused, tell_waiting
from incidents.services.rights import require_right
from incidents.services.step import claimed, locked, require_status, written
from lib.errors import GuardsUnmet, Refused, StaleVersion
from lib.history import event_model

TEXTS = ("subject_en", "subject_zh", "body_en", "body_zh")
PLATFORM = "platform"
State = CommsMessage.State
# Messages go on until the end of the review: the all-clear and the apology come last.
WHILE = OPEN


def words_of(
    incident: Incident, template: CommsTemplate, at: datetime, audience: str = ""
) -> dict[str, str]:
    """The template's texts with their places filled, both languages."""
    to = audience or template.audience
    found = {}
    for language in ("en", "zh"):
        values = values_for(incident, to, language, at)
        for name in (f"subject_{language}", f"body_{language}"):
            found[name] = filled(getattr(template, name), values)
    return found


@transaction.atomic
def draft(
    incident: Incident,
    *,
    audience: str,
    template: CommsTemplate | None = None,
    subject_en: str = "",
    subject_zh: str = "",
    body_en: str = "",
    body_zh: str = "",
    **call: Unpack[Call],
) -> CommsMessage:
    """A new message. Texts left empty come from the template, its places filled as of now."""
    row = locked(incident)
    require_right(row, call["by"], "respond")
    require_status(row, *WHILE)
    if audience not in Audience.values:
        raise Refused("unknown", _("There is no such audience."), "audience")
    when = claimed(call)
    texts = {
        "subject_en": subject_en.strip(),
        "subject_zh": subject_zh.strip(),
        "body_en": body_en.strip(),
        "body_zh": body_zh.strip(),
    }
    if template is not None:
        offered = words_of(row, template, when.recorded_at, audience)
        texts = {name: text or offered[name] for name, text in texts.items()}
    _something(texts)
    last = row.messages.order_by("-number").values_list("number", flat=True).first()
    message = CommsMessage.objects.create(
        incident=row,
        number=(last or 0) + 1,
        audience=audience,
        template=template,
        **{
            name: text[:200] if name.startswith("subject") else text for name, text in texts.items()
        },
        drafted_by=call["by"],
        drafted_at=when.at,
    )
    _note(row, message, "comms_drafted", when, call)
    incident.__dict__.update(row.__dict__)
    return message


@transaction.atomic
def change_message(
    message: CommsMessage, *, read_version: int | None = None, **values: Any
) -> CommsMessage:
    """Write texts of a draft, or of one that was sent back. Two editors: fields are united, a
    field both changed raises StaleVersion (CON-2). What was approved is drafted again."""
    call: Call = {name: values.pop(name) for name in Call.__annotations__ if name in values}  # type: ignore[assignment]
    incident, row = _held(message)
    require_right(incident, call["by"], "respond")
    if row.state == State.SENT:
        raise GuardsUnmet.one("sent", _("This message has left already."), "state")
    values = {name: str(text).strip() for name, text in values.items() if name in TEXTS}
    changed = {name: text for name, text in values.items() if text != getattr(row, name)}
    if changed and read_version is not None and read_version != row.version:
        changed = _united(row, changed, read_version)
    if not changed:
        return row
    _something({name: changed.get(name, getattr(row, name)) for name in TEXTS})
    when = claimed(call)
    state = State.DRAFT.value
    _save(row, **changed, state=state, decided_by=None, decided_at=None)
    _note(incident, row, "comms_changed", when, call, fields=sorted(changed))
    return row


def texts_at(row: CommsMessage, version: int) -> dict[str, str] | None:
    """The texts of that version; None where there was none such."""
    events = event_model(CommsMessage)._default_manager.filter(pgh_obj_id=row.pk, version=version)
    before = events.order_by("-pgh_id").first()
    return None if before is None else {name: getattr(before, name) for name in TEXTS}


def _united(row: CommsMessage, changed: dict[str, str], read: int) -> dict[str, str]:
    before = texts_at(row, read)
    if before is None:
        raise StaleVersion(row, read)
    mine = {name: text for name, text in changed.items() if text != before[name]}
    if any(getattr(row, name) != before[name] for name in mine):
        raise StaleVersion(row, read)
    return mine


@transaction.atomic
def submit_message(
    message: CommsMessage, *, read_version: int | None = None, **call: Unpack[Call]
) -> CommsMessage:
    """Ask for approval. What goes to the command or to all staff needs none: it may be sent.

    `read_version`, here and below, is the version whose texts the caller has seen: other texts
    raise StaleVersion.
    """
    incident, row = _held(message)
    require_right(incident, call["by"], "respond")
    require_status(incident, *WHILE)
    if row.state in (State.WAITING, State.APPROVED, State.SENT):
        return row
    _as_read(row, read_version)
    _unnamed(incident, row)
    when = claimed(call)
    if row.audience not in NEED_APPROVAL:
        _save(row, state=State.APPROVED.value)
        return row
    _save(row, state=State.WAITING.value, comment="")
    _note(incident, row, "comms_waiting", when, call)
    tell_waiting(incident, row, by=call["by"], at=when.recorded_at)
    return row


@transaction.atomic
def approve_message(
    message: CommsMessage, *, read_version: int | None = None, **call: Unpack[Call]
) -> CommsMessage:
    """The communications lead or the commander says yes; approved already: nothing changes."""
    incident, row = _held(message)
    require_right(incident, call["by"], "approve_message")
    require_status(incident, *WHILE)
    if row.state in (State.APPROVED, State.SENT):
        return row
    _as_read(row, read_version)
    _waiting(row)
    _unnamed(incident, row)
    when = claimed(call)
    _save(row, state=State.APPROVED.value, decided_by=call["by"], decided_at=when.at)
    _note(incident, row, "comms_approved", when, call)
    return row


@transaction.atomic
def refuse_message(
    message: CommsMessage, *, comment: str, read_version: int | None = None, **call: Unpack[Call]
) -> CommsMessage:
    """Back to the author with a reason."""
    incident, row = _held(message)
    require_right(incident, call["by"], "approve_message")
    require_status(incident, *WHILE)
    if row.state == State.REFUSED:
        return row
    _as_read(row, read_version)
    _waiting(row)
    if not comment.strip():
        raise Refused("required", _("Say what must change."), "comment")
    when = claimed(call)
    _save(row, state=State.REFUSED.value, decided_by=call["by"], decided_at=when.at,
          comment=comment.strip()[:500])  # fmt: skip
    _note(incident, row, "comms_refused", when, call, text=comment)
    tell_refused(incident, row, by=call["by"], at=when.recorded_at)
    return row


@transaction.atomic
def send_message(
    message: CommsMessage,
    *,
    channel: str = PLATFORM,
    read_version: int | None = None,
    **call: Unpack[Call],
) -> CommsMessage:
    """It leaves: through the platform ("platform") to people it knows, or by hand, `channel`
    naming how ("hotline, website"). Sent already: nothing changes.

    Drill: the platform writes to who takes part; what would leave the house is only noted.
    """
    incident, row = _held(message)
    require_right(incident, call["by"], "message")
    require_status(incident, *WHILE)
    if row.state == State.SENT:
        return row
    _as_read(row, read_version)
    channel = channel.strip()[:200]
    if row.audience in NEED_APPROVAL and row.state != State.APPROVED:
        words = _("The communications lead or the commander approves it first.")
        raise GuardsUnmet.one("not_approved", words, "state")
    if not channel:
        raise Refused("required", _("Name the channel it left by."), "channel")
    if row.audience in OUTSIDE and channel == PLATFORM and not incident.is_drill:
        words = _("The platform knows nobody there: send it by hand and name the channel.")
        raise Refused("by_hand", words, "channel")
    _unnamed(incident, row)
    when = claimed(call)
    simulated = incident.is_drill and (row.audience in OUTSIDE or channel != PLATFORM)
    recipients: int | None = None
    if simulated:
        recipients = 0
    elif channel == PLATFORM:
        recipients = send_in_platform(incident, row, by=call["by"], at=when.recorded_at)
    _save(row, state=State.SENT.value, channel=channel, sent_at=when.at, sent_by=call["by"],
          recipients=recipients)  # fmt: skip
    more: dict[str, Any] = {"channel": channel}
    if recipients is not None:
        more["recipients"] = recipients
    if simulated:
        more["simulated"] = True
    text = row.body_en if row.body_en and not row.body_zh else row.body
    _note(incident, row, "comms_sent", when, call, text=text, **more)
    return row


def _held(message: CommsMessage) -> tuple[Incident, CommsMessage]:
    """The incident and its message, both held; the caller's object follows."""
    incident = locked(message.incident)
    row = CommsMessage.objects.select_for_update(of=("self",)).get(pk=message.pk)
    message.__dict__.update(row.__dict__)
    message.incident = incident
    return incident, message


def _save(row: CommsMessage, **values: Any) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
    row.save(update_fields=[*values, "version", "updated_at"])


def _as_read(row: CommsMessage, read: int | None) -> None:
    """What somebody hands in, approves or sends is what they have read. A step in between that
    left the texts alone takes nothing from that."""
    if read is None or read == row.version:
        return
    if texts_at(row, read) != {name: getattr(row, name) for name in TEXTS}:
        raise StaleVersion(row, read)


def _waiting(row: CommsMessage) -> None:
    if row.state != State.WAITING:
        words = _("This message does not wait for approval: it is “%(state)s”.")
        raise GuardsUnmet.one("not_waiting", words % {"state": row.get_state_display()}, "state")


def _something(texts: dict[str, str]) -> None:
    if not (texts["body_en"].strip() or texts["body_zh"].strip()):
        raise Refused("required", _("Write the message in one language at least."), "body_zh")


def _unnamed(incident: Incident, row: CommsMessage) -> None:
    """A restricted incident is never named outside."""
    if incident.confidentiality != Confidentiality.RESTRICTED or row.audience not in NEED_APPROVAL:
        return
    said = "\n".join(getattr(row, name) for name in TEXTS).lower()
    if incident.number.lower() in said or incident.title.lower() in said:
        words = _("This incident is restricted: leave its number and title out of the message.")
        raise GuardsUnmet.one("names_restricted", words, "body_zh")


def _note(
    incident: Incident,
    row: CommsMessage,
    type: str,
    when: Any,
    call: Call,
    text: str = "",
    **more: Any,
) -> None:
    payload = {
        "message": row.number,
        "audience": row.audience,
        "subject": {"en": row.subject_en or row.subject_zh, "zh": row.subject_zh or row.subject_en},
    }
    written(incident, type, when=when, call=call, text=text, payload=payload | more)
