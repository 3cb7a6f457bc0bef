"""What a pack holds: every plan in force, its card, its call list, and blank forms.

A piece is a file by its path; the path names the version, so a file that an earlier worker made
is either the same one or no longer wanted.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from plans.models import CopyFormat, PaperForm, PlanVersion
from plans.printing.card_pdf import card_pdf
from plans.printing.forms import blank_pdf
from plans.printing.plan_pdf import calls_pdf, plan_pdf
from plans.printing.tongue import BOTH, CHINESE, ENGLISH
from plans.services.content_document import document_of
from plans.services.sheets import design_of

BLANK_SHEETS = 10
KINDS = ("plan", "card", "wallet", "calls", "form")


@dataclass(frozen=True)
class Piece:
    """`owner` is the code of its plan or form."""

    path: str
    kind: str
    owner: str
    language: str
    make: Callable[[], bytes]


def versions_in_force() -> list[PlanVersion]:
    return list(
        PlanVersion.objects.effective().select_related("plan", "plan__owner").order_by("plan__code")
    )


def wanted_pieces(versions: Sequence[PlanVersion], *, at: datetime) -> list[Piece]:
    """In the order in which they are made: cards first, they are small and asked for first."""
    found = [piece for one in versions for piece in _of_version(one, at)]
    found += [piece for one in PaperForm.objects.order_by("code") for piece in _of_form(one)]
    return sorted(found, key=lambda one: (one.kind not in ("card", "wallet"), one.path))


def languages_of(document: Mapping[str, Any]) -> tuple[str, ...]:
    """The languages in which this plan says anything at all."""
    texts = [document["plan"]["name"]]
    texts += [one[name] for one in document["sections"] for name in ("title", "body")]
    texts += [one["title"] for one in (*document["tasks"], *document["card"]["steps"])]
    found = tuple(
        language
        for language, key in ((ENGLISH, "en"), (CHINESE, "zh"))
        if any(one[key] for one in texts)
    )
    return found or (ENGLISH,)


def _of_version(version: PlanVersion, at: datetime) -> list[Piece]:
    document = document_of(version)
    languages = languages_of(document)
    code = version.plan.code
    start = f"plans/{code}/{code}-{version.number}"
    pieces = [
        Piece(f"{start}-{one}.pdf", "plan", code, one, partial(plan_pdf, version, one, at=at))
        for one in languages
    ]
    shared = BOTH if len(languages) > 1 else languages[0]
    if document["card"]["steps"]:
        for format in (CopyFormat.A4, CopyFormat.WALLET):
            kind = "wallet" if format == CopyFormat.WALLET else "card"
            make = partial(card_pdf, version, format, shared, masked=False, at=at, from_pack=True)
            pieces.append(
                Piece(f"cards/{code}-{version.number}-{kind}.pdf", kind, code, shared, make)
            )
    if document["call_tree"]:
        make = partial(calls_pdf, version, shared, at=at)
        path = f"calls/{code}-{version.number}-calls.pdf"
        pieces.append(Piece(path, "calls", code, shared, make))
    return pieces


def _of_form(form: PaperForm) -> list[Piece]:
    make = partial(blank_pdf, design_of(form), BOTH, sheets=BLANK_SHEETS)
    path = f"forms/{form.code}-{form.version}-blank.pdf"
    return [Piece(path, "form", form.code, BOTH, make)]
