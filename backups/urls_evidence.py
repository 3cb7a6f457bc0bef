"""Proof for others: keys, bundles, and that faults are found."""

from __future__ import annotations

from django.urls import path

from backups.views import evidence

urlpatterns = [
    path("backups/evidence/", evidence.evidence_page, name="evidence"),
    path("backups/evidence/verify_bundle.py", evidence.verifier_script, name="verifier"),
]
