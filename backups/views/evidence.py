"""Proof for others: the public key, the chain of bundles, and that faults are found."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.access import may, require
from accounts.request import PageRequest
from backups.models import DetectionProof, EvidenceBundle, SigningKey
from backups.services.evidence import verifier
from backups.services.signing import fingerprint
from backups.words import fault_words, found_words, reason_words

BUNDLES, PROOFS = 50, 10


@require_GET
def evidence_page(request: PageRequest) -> HttpResponse:
    require(request.user, "backup.view")
    keys = list(SigningKey.objects.order_by("-created_at").only("public", "created_at"))
    proofs = DetectionProof.objects.visible_to(request.user).select_related("backup_set")
    context = {
        "keys": [(key, fingerprint(key.public)) for key in keys],
        "bundles": list(EvidenceBundle.objects.select_related("system", "key")[:BUNDLES]),
        "bundles_total": EvidenceBundle.objects.count(),
        "proofs": [_proof(one) for one in proofs[:PROOFS]],
        "verifier_digest": verifier()[1],
        "report_url": _report_url() if may(request.user, "report.create") else "",
    }
    return render(request, "backups/evidence.html", context)


@require_GET
def verifier_script(request: PageRequest) -> HttpResponse:
    """The offline checker, from the platform itself: the one in a bundle may have been changed."""
    require(request.user, "backup.view")
    content, _digest = verifier()
    answer = HttpResponse(content, content_type="text/x-python; charset=utf-8")
    answer["Content-Disposition"] = 'attachment; filename="verify_bundle.py"'
    return answer


def _proof(one: DetectionProof) -> dict[str, Any]:
    return {
        "row": one,
        "reason": reason_words(one.reason) if one.reason else "",
        "cases": [
            {
                "fault": fault_words(case.get("fault", "")),
                "expected": found_words(case.get("expected", "")),
                "found": found_words(case.get("found", "")) or _("nothing"),
                "right": case.get("expected") == case.get("found"),
                "seconds": case.get("seconds"),
            }
            for case in one.cases
        ],
    }


def _report_url() -> str:
    try:
        return f"{reverse('reports:report_create')}?kind=backups&format=zip"
    except NoReverseMatch:
        return ""
