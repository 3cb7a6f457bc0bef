"""The whole document: what was proved, what was not, and how that is known."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import Organisation
from reports.backups.checks import checks_chapter, problems_chapter
from reports.backups.method import closing_chapter, method_chapter
from reports.backups.period import until_of
from reports.backups.proofs import policy_chapter, proof_chapter
from reports.backups.restores import restores_chapter
from reports.backups.rhythm import quarantine_chapter, rhythm_chapter
from reports.backups.summary import required_s, summary_chapter
from reports.backups.systems import systems_chapter
from reports.backups.uncovered import uncovered_chapter
from reports.backups.view import View, opened
from reports.backups.words import amount, instant
from reports.content.words import whole
from reports.document.blocks import Chapter, Document
from reports.models import Report


def title() -> str:
    return _("Backup verification evidence")


def frame(report: Report) -> Document:
    """Title, moment and organisation, without any chapter."""
    organisation = Organisation.current()
    return Document(
        title=title(),
        organisation=organisation.name,
        sample=bool(organisation.sample),
        at=until_of(report).isoformat(),
        zone=organisation.timezone,
        facts=(),
        digest="",
        digest_words="",
    )


def evidence_document(report: Report) -> Document:
    """Read as of the report's moment, computed and put into words, in the active language."""
    with opened(report) as view:
        found = digest(view)
        chapters: list[Chapter | None] = [
            summary_chapter(view),
            uncovered_chapter(view),
            systems_chapter(view),
            checks_chapter(view),
            problems_chapter(view),
            restores_chapter(view),
            rhythm_chapter(view),
            quarantine_chapter(view),
            proof_chapter(view),
            policy_chapter(view),
            method_chapter(view),
            closing_chapter(view, found),
        ]
        facts = _facts(view)
    return replace(
        frame(report),
        facts=facts,
        digest=found,
        digest_words=_("of the figures of all systems; how, the last chapter says"),
        chapters=tuple(one for one in chapters if one is not None),
    )


def digest(view: View) -> str:
    """SHA-256 of the figures of every system, the same in every language."""
    lines = []
    for system in view.systems:
        point, covered = view.points[system.pk], view.coverage(system)
        scored = view.scores.get(system.pk)
        score = scored.score if scored else None
        lines.append([
            system.code, point.status, required_s(view, system), point.age_s,
            view.required_rto_s(system), view.measured_s.get(system.pk), covered.size,
            covered.good_size, covered.overdue_size, covered.age_s(view.at),
            score.of_five if score else None,
        ])  # fmt: skip
    return hashlib.sha256(json.dumps(lines).encode()).hexdigest()


def _facts(view: View) -> list[tuple[str, str]]:
    codes = view.report.filters.get("systems", ())
    scope = ngettext("%(n)s named system", "%(n)s named systems", len(codes)) % {"n": len(codes)}
    return [
        (_("Scope"), scope if codes else _("all systems with a backup policy")),
        (_("Period"), _("%(since)s to %(until)s") % {
            "since": instant(view, view.scope.since), "until": instant(view, view.at)}),
        (_("Systems"), whole(len(view.systems))),
        (_("Bytes in all copies"), amount(view.covered.size)),
    ]  # fmt: skip
