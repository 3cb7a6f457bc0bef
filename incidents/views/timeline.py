"""The log: writing, correcting, pinning, translating; the whole timeline; its files."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote, urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.access import actor
from accounts.request import PageRequest
from incidents.event_words import WORDS
from incidents.forms.timeline import CorrectionForm, LogForm, PaperLogForm, TranslationForm
from incidents.models import Attachment, Incident, IncidentEntry, Visibility
from incidents.services import logbook, paper_log
from incidents.services.logbook import File, visibilities_of
from incidents.services.rights import rights_of
from incidents.timeline_lines import lines_of
from incidents.timeline_page import entries_of, for_lines, page_of
from incidents.views.deed import Deed, back_to, deed_page, done, incident_for, posted

LARGEST = 2**53


@require_safe
def incident_timeline(request: PageRequest, number: str) -> HttpResponse:
    """Newest first, a hundred at a time; `?before=` goes on."""
    incident = incident_for(request, number)
    rights = rights_of(incident, request.user)
    only = request.GET.get("only", "")[:30]
    words = request.GET.get("search", "").replace("\0", "")[:100]
    if only not in WORDS and only != "pinned":
        only = ""
    page = page_of(
        incident,
        visibilities_of(incident, request.user, rights),
        before=_number(request.GET.get("before")),
        only=only,
        words=words,
    )
    lines = lines_of(
        page.entries, incident=incident, commands=rights.may("command"),
        user_id=request.user.pk, writes=rights.may("respond"),
    )  # fmt: skip
    asked = {name: value for name, value in (("only", only), ("search", words)) if value}
    context = {
        "incident": incident,
        "lines": lines,
        "rights": rights,
        "only": only,
        "search": words,
        "types": [(name, told[0]) for name, told in WORDS.items()],
        "older": urlencode({"before": page.before} | asked) if page.before else "",
        "at_top": "before" not in request.GET,
        "several": page.several,
        "may_write": rights.may("respond"),
    }
    return render(request, "incidents/incident_timeline.html", context)


@require_http_methods(["GET", "POST"])
def incident_log(request: PageRequest, number: str) -> HttpResponse:
    incident = incident_for(request, number, "respond")
    is_posted = request.method == "POST"
    form = LogForm(request.POST, request.FILES) if is_posted else LogForm()
    allowed = visibilities_of(incident, request.user)
    visibility: Any = form.fields["visibility"]
    visibility.choices = [one for one in Visibility.choices if one[0] in allowed]
    deed = Deed(
        _("Write into the log"), pgettext("button", "Log"), _log,
        icon="pencil-plus", done=_("Logged."),
    )  # fmt: skip
    return deed_page(request, incident, deed, form)


def _log(incident: Incident, values: dict[str, Any], call: dict[str, Any]) -> None:
    files = [File(one.name or "", one.read()) for one in values.pop("attachments")]
    logbook.log(incident, attachments=files, **values, **call)


@require_http_methods(["GET", "POST"])
def entry_correct(request: PageRequest, number: str, pk: int) -> HttpResponse:
    incident = incident_for(request, number, "respond")
    entry = _entry(request, incident, pk)
    form = CorrectionForm(posted(request), initial={"text": entry.text})

    def correct(_one: Incident, values: dict[str, Any], call: dict[str, Any]) -> None:
        logbook.correct_entry(entry, **values, **call)

    deed = Deed(
        _("Correct an entry"), pgettext("button", "Correct"), correct,
        icon="pencil", done=_("Corrected."),
        warning=_("What was written stays and is shown struck through."),
        summary=[(_("Entry"), entry.seq), (_("What was written"), entry.text)],
    )  # fmt: skip
    return deed_page(request, incident, deed, form)


@require_http_methods(["GET", "POST"])
def entry_translate(request: PageRequest, number: str, pk: int) -> HttpResponse:
    incident = incident_for(request, number, "respond")
    entry = _entry(request, incident, pk)
    other = "zh-hans" if entry.language.startswith("en") else "en"
    form = TranslationForm(posted(request), initial={"language": other})

    def translate(_one: Incident, values: dict[str, Any], call: dict[str, Any]) -> None:
        logbook.translate_entry(entry, **values, **call)

    deed = Deed(
        _("Translate an entry"), _("Save the translation"), translate, icon="language",
        done=_("Translated."), summary=[(_("Original"), entry.text)],
    )  # fmt: skip
    return deed_page(request, incident, deed, form)


@require_POST
def entry_pin(request: PageRequest, number: str, pk: int) -> HttpResponse:
    """Pinned for the review; `off` takes the pin away."""
    incident = incident_for(request, number, "respond")
    entry = _entry(request, incident, pk)
    off = "off" in request.POST
    verb = logbook.unpin if off else logbook.pin
    verb(entry, by=actor(request), at=timezone.now())
    url = _back(request, incident)
    return done(request, url, _("Unpinned.") if off else _("Pinned for the review."))


@require_http_methods(["GET", "POST"])
def paper_log_import(request: PageRequest, number: str) -> HttpResponse:
    """Lines written on paper while the platform or the site was down (E35)."""
    incident = incident_for(request, number, "respond")
    is_posted = request.method == "POST"
    day = timezone.localtime(incident.declared_at, paper_log.zone_of(incident)).date()
    form = PaperLogForm(request.POST, request.FILES) if is_posted else PaperLogForm({"day": day})
    if not is_posted:
        form = PaperLogForm(initial={"day": day})
    problems: list[Any] = []

    def keep(one: Incident, values: dict[str, Any], call: dict[str, Any]) -> None:
        file = values.pop("file")
        given = File(file.name or "", file.read()) if file else None
        call.pop("at")
        try:
            paper_log.import_paper_log(
                one, at=call["recorded_at"], file=given, **values,
                **{name: value for name, value in call.items() if name != "via"},
            )  # fmt: skip
        except paper_log.WrongLines as wrong:
            problems.extend(wrong.lines)
            raise

    deed = Deed(
        _("Import a paper log"), _("Import"), keep, icon="file-import",
        done=_("The lines stand in the timeline."), template="incidents/paper_log.html",
    )  # fmt: skip
    return deed_page(request, incident, deed, form, extra={"problems": problems})


@require_safe
def attachment_download(request: PageRequest, number: str, pk: int) -> HttpResponse:
    """Always a download, never shown in place (E43)."""
    incident = incident_for(request, number)
    entries = entries_of(incident).filter(visibility__in=visibilities_of(incident, request.user))
    row = Attachment.objects.filter(pk=pk, event__in=entries).first()
    if row is None:
        raise Http404
    response = HttpResponse(bytes(row.content), content_type=row.content_type)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(row.name)}"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


def _entry(request: PageRequest, incident: Incident, pk: int) -> IncidentEntry:
    allowed = visibilities_of(incident, request.user)
    rows = for_lines(entries_of(incident)).filter(visibility__in=allowed)
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _back(request: PageRequest, incident: Incident) -> str:
    """Where the press came from: the whole timeline, or the room."""
    if request.POST.get("from") == "timeline":
        return f"{incident.get_absolute_url()}timeline/"
    return back_to(incident, "timeline")


def _number(text: str | None) -> int | None:
    if text and text.isascii() and text.isdigit() and int(text) < LARGEST:
        return int(text)
    return None
