"""Messages of an incident: drafted, edited, approved, sent back, sent."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from accounts.request import PageRequest
from accounts.views.saving import stale_page
from incidents.forms.reporting import (
    CommentForm,
    DraftForm,
    MessageForm,
    MessageStepForm,
    SendForm,
)
from incidents.models import NEED_APPROVAL, OUTSIDE, CommsMessage, Incident
from incidents.services import comms
from incidents.services.comms_sending import recipients_of
from incidents.views.deed import Deed, back_to, deed_page, incident_for, posted
from lib.conflicts import conflict, merged
from lib.errors import StaleVersion


@require_http_methods(["GET", "POST"])
def message_create(request: PageRequest, number: str) -> HttpResponse:
    """Audience and template first; the texts come filled in on the next page."""
    incident = incident_for(request, number, "respond")
    form = DraftForm(posted(request), initial={"audience": request.GET.get("audience")})
    template = None

    def draft(one: Incident, values: dict[str, Any], call: dict[str, Any]) -> str:
        nonlocal template
        template = values["template"]
        body = "" if template else "…"
        message = comms.draft(one, **values, body_zh=body, **call)
        return message_url(message, "edit")

    deed = Deed(_("New message"), _("Go on to the text"), draft, icon="arrow-right", part="comms")
    return deed_page(request, incident, deed, form)


@require_http_methods(["GET", "POST"])
def message_edit(request: PageRequest, number: str, message: int) -> HttpResponse:
    incident = incident_for(request, number, "respond")
    row = _message(incident, message)
    is_posted = request.method == "POST"
    form = MessageForm(merged(request.POST) if is_posted else None, initial=_texts(row))

    def change(_one: Incident, values: dict[str, Any], call: dict[str, Any]) -> None:
        read = values.pop("version")
        comms.change_message(row, read_version=read, **values, **call)
        if "submit" in request.POST:
            comms.submit_message(row, read_version=row.version, **call)

    deed = Deed(
        _("Message %(number)s") % {"number": row.number}, _("Save"), change, part="comms",
        done=_("Saved."), template="incidents/message_form.html",
        summary=[(_("To whom"), row.get_audience_display())],
    )  # fmt: skip
    extra = {"message": row, "needs_approval": row.audience in NEED_APPROVAL}
    try:
        return deed_page(request, incident, deed, form, extra=extra)
    except StaleVersion as stale:
        theirs = MessageForm(initial=_texts(stale.current))
        return stale_page(request, form, theirs, stale, incident.get_absolute_url())


@require_http_methods(["GET", "POST"])
def message_approval(request: PageRequest, number: str, message: int) -> HttpResponse:
    incident = incident_for(request, number, "approve_message")
    row = _message(incident, message)

    def approve(_one: Incident, values: dict[str, Any], call: dict[str, Any]) -> None:
        comms.approve_message(row, read_version=values["version"], **call)

    deed = Deed(
        _("Approve message %(number)s") % {"number": row.number}, _("Approve"), approve,
        part="comms", done=_("Approved: it may be sent."), summary=_whole(row),
    )  # fmt: skip
    return _step(request, incident, row, deed, MessageStepForm)


@require_http_methods(["GET", "POST"])
def message_refusal(request: PageRequest, number: str, message: int) -> HttpResponse:
    incident = incident_for(request, number, "approve_message")
    row = _message(incident, message)

    def refuse(_one: Incident, values: dict[str, Any], call: dict[str, Any]) -> None:
        read = values.pop("version")
        comms.refuse_message(row, read_version=read, **values, **call)

    deed = Deed(
        _("Send message %(number)s back") % {"number": row.number}, _("Send back"), refuse,
        icon="arrow-back-up", part="comms", done=_("Sent back."), summary=_whole(row),
    )  # fmt: skip
    return _step(request, incident, row, deed, CommentForm)


@require_http_methods(["GET", "POST"])
def message_submission(request: PageRequest, number: str, message: int) -> HttpResponse:
    incident = incident_for(request, number, "respond")
    row = _message(incident, message)

    def submit(_one: Incident, values: dict[str, Any], call: dict[str, Any]) -> None:
        comms.submit_message(row, read_version=values["version"], **call)

    deed = Deed(
        _("Ask for approval of message %(number)s") % {"number": row.number},
        _("Ask for approval"), submit, icon="send", part="comms", done=_("Handed in."),
        summary=_whole(row),
    )  # fmt: skip
    return _step(request, incident, row, deed, MessageStepForm)


@require_http_methods(["GET", "POST"])
def message_sending(request: PageRequest, number: str, message: int) -> HttpResponse:
    incident = incident_for(request, number, "message")
    row = _message(incident, message)
    by_platform = row.audience not in OUTSIDE or incident.is_drill

    def send(_one: Incident, values: dict[str, Any], call: dict[str, Any]) -> None:
        channel = comms.PLATFORM if values["way"] == "platform" else values["channel"]
        comms.send_message(row, channel=channel, read_version=values["version"], **call)

    warning = ""
    if incident.is_drill:
        warning = _("This is a drill: nothing leaves the house, only those who take part are told.")
    elif by_platform:
        count = len(recipients_of(incident, row.audience))
        warning = _("Through the platform it goes to %(count)s people at once.") % {"count": count}
    deed = Deed(
        _("Send message %(number)s") % {"number": row.number}, _("Send"), send, icon="send",
        part="comms", done=_("Sent."), summary=_whole(row), warning=warning, right="message",
    )  # fmt: skip
    return _step(request, incident, row, deed, partial(SendForm, by_platform=by_platform))


def _step(
    request: PageRequest,
    incident: Incident,
    row: CommsMessage,
    deed: Deed,
    form_class: Callable[..., Any],
) -> HttpResponse:
    """The step with the texts it is about. Other texts than the ones read come back beside those
    (409): who still agrees says so once more."""
    form = form_class(posted(request), initial={"version": row.version})
    try:
        return deed_page(request, incident, deed, form)
    except StaleVersion as stale:
        read = comms.texts_at(row, form.cleaned_data["version"]) or {}
        fresh = form.data.copy()
        fresh["version"] = str(stale.current.version)
        compared = conflict(
            mine=MessageForm(initial=read), theirs=MessageForm(initial=_texts(stale.current)),
            version=stale.current.version,
        )  # fmt: skip
        context = {
            "incident": incident, "deed": deed, "form": form_class(fresh),
            "compared": compared.rows, "summary": _whole(stale.current),
            "cancel_url": back_to(incident, deed.part),
        }  # fmt: skip
        return render(request, "incidents/message_changed.html", context, status=409)


def message_url(row: CommsMessage, name: str) -> str:
    return reverse(f"incidents:message_{name}", args=[row.incident.number, row.number])


def _message(incident: Incident, number: int) -> CommsMessage:
    row = incident.messages.select_related("template", "drafted_by").filter(number=number).first()
    if row is None:
        raise Http404
    row.incident = incident
    return row


def _texts(row: CommsMessage) -> dict[str, Any]:
    return {name: getattr(row, name) for name in (*comms.TEXTS, "version")}


def _whole(row: CommsMessage) -> list[tuple[Any, Any]]:
    rows = [
        (_("To whom"), row.get_audience_display()),
        (_("Subject (Chinese)"), row.subject_zh), (_("Text (Chinese)"), row.body_zh),
        (_("Subject (English)"), row.subject_en), (_("Text (English)"), row.body_en),
    ]  # fmt: skip
    return [(label, text) for label, text in rows if text]
