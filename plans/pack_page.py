"""How an offline pack stands, and its file for whoever downloads it."""

from __future__ import annotations

from django.http import HttpResponse
from django.utils.http import content_disposition_header

from plans.models import OfflinePack, PackFile, PackState
from plans.packing.archive import MISSING
from plans.packing.storing import name_of

SHOWN = {
    PackState.QUEUED: "queued",
    PackState.BUILDING: "running",
    PackState.DONE: "ready",
    PackState.FAILED: "failed",
}


def standing(pack: OfflinePack) -> str:
    """A code of `lib.statuses`."""
    return SHOWN[PackState(pack.state)]


def missing_of(pack: OfflinePack) -> list[str]:
    """Files that could not be made."""
    paths = [str(one["path"]) for one in pack.contents]
    return [path.removesuffix(MISSING) for path in paths if path.endswith(MISSING)]


def file_answer(pack: OfflinePack) -> HttpResponse | None:
    """None when it expired or is not finished."""
    if pack.state != PackState.DONE:
        return None
    row = PackFile.objects.filter(pack=pack).first()
    if row is None:
        return None
    answer = HttpResponse(bytes(row.content), content_type="application/zip")
    disposition = content_disposition_header(as_attachment=True, filename=name_of(pack))
    answer.headers["Content-Disposition"] = disposition or "attachment"
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Content-SHA256"] = pack.sha256
    return answer
