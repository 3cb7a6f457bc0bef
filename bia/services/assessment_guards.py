"""What must hold before an assessment is submitted or approved: what cannot be true is refused."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from bia.domain.proposal import Proposal
from bia.domain.targets import needs_comment
from bia.models import Assessment
from bia.reasons import explain
from lib.errors import Problem

DECIDED = (
    ("mtd_s", _("Decide the MTD.")),
    ("rto_s", _("Decide the RTO.")),
    ("rpo_s", _("Decide the RPO.")),
)


def unmet(assessment: Assessment, found: Proposal) -> list[Problem]:
    """Every hard rule that does not hold, each one problem (§3.3, §3.4, S3-019)."""
    problems = [
        Problem(f"{name.removesuffix('_s')}_missing", words, name)
        for name, words in DECIDED
        if getattr(assessment, name) is None
    ]
    if found.check.status == "blocked":
        code = found.check.because.code.removeprefix("targets.")
        problems.append(Problem(code, explain(found.check.because), "rto_s"))
    if not assessment.rationale.strip() and _asks_for_words(assessment, found):
        message = _("Give the rationale of the MTD, and of every value that differs.")
        problems.append(Problem("rationale_missing", message, "rationale"))
    return problems


def _asks_for_words(assessment: Assessment, found: Proposal) -> bool:
    """The MTD decision is always explained; RTO and RPO when they are not what is proposed."""
    return (
        assessment.mtd_s is not None
        or needs_comment(found.rto_proposed_s, assessment.rto_s)
        or needs_comment(found.rpo_proposed_s, assessment.rpo_s)
    )
