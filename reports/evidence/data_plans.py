"""Plans: versions with their digests, reviews, who read them, and when they were carried out."""

from __future__ import annotations

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from plans.models import Attestation, PlanActivation, PlanReview, PlanVersion, Reading
from reports.evidence.tables import Dataset, person, table_of

VERSIONS = Dataset(
    "plan_versions",
    _("Versions of plans with the digest each was signed with"),
    "plan.view",
    lambda pack: PlanVersion.objects.filter(pack.among("plan", "plan")).order_by(
        "plan__code", "major", "minor"
    ),
    {"plan": "plan__code", "kind": "plan__kind",
     **{name: name for name in ("major", "minor", "status", "sha256", "change_summary",
                                "submitted_at", "approved_at", "effective_at", "ended_at",
                                "end_reason")},
     "author": person("author"), "submitted_by": person("submitted_by"),
     "published_by": person("published_by")},
    table_of(PlanVersion),
)  # fmt: skip
REVIEWS = Dataset(
    "plan_reviews",
    _("Reviews of plans: why they were due, what came of them"),
    "plan.view",
    lambda pack: PlanReview.objects.filter(pack.among("plan", "plan"))
    .filter(Q(closed_at__isnull=True) | Q(closed_at__gt=pack.since))
    .order_by("opened_at", "pk"),
    {"plan": "plan__code", "closed_by": person("closed_by"),
     **{name: name for name in ("state", "opened_at", "due_on", "closed_at", "outcome")}},
    table_of(PlanReview),
)  # fmt: skip
ATTESTATIONS = Dataset(
    "attestations",
    _("Statements of owners that a plan is right as it stands"),
    "plan.view",
    lambda pack: Attestation.objects.filter(pack.among("plan", "plan"), pack.within("at")).order_by(
        "at", "pk"
    ),
    {"plan": "plan__code", "major": "plan_version__major", "minor": "plan_version__minor",
     "by": person("by"), "at": "at", "statement": "statement"},
    table_of(Attestation),
)  # fmt: skip
READINGS = Dataset(
    "readings",
    _("“Read and understood”: who was asked to read a plan, and who did"),
    "plan.view",
    lambda pack: Reading.objects.filter(
        pack.among("plan", "plan_version__plan"), pack.within("asked_at")
    ).order_by("asked_at", "pk"),
    {"plan": "plan_version__plan__code", "major": "plan_version__major",
     "minor": "plan_version__minor", "person": "person__name", "asked_by": person("asked_by"),
     **{name: name for name in ("asked_at", "due_on", "read_at", "question")}},
    table_of(Reading),
)  # fmt: skip
ACTIVATIONS = Dataset(
    "plan_activations",
    _("Plans carried out, in earnest and in drills"),
    "plan.view",
    lambda pack: PlanActivation.objects.filter(
        pack.among("plan", "plan"), pack.within("activated_at")
    ).order_by("activated_at", "pk"),
    {"code": "code", "plan": "plan__code", "major": "plan_version__major",
     "minor": "plan_version__minor", "commander": "commander__name",
     "activated_by": person("activated_by"),
     **{name: name for name in ("subject_kind", "subject_code", "exercise", "state", "reason",
                                "activated_at", "restored_at", "ended_at", "outcome", "rating")}},
    table_of(PlanActivation),
)  # fmt: skip

DATASETS = (VERSIONS, REVIEWS, ATTESTATIONS, READINGS, ACTIVATIONS)
