"""Approved assessments to compare one's own with: the same department or the same tier."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from accounts.models import User
from bia.assessment_panel import marks_of
from bia.models import Assessment
from bia.services.assessment_basis import cells_of
from bia.services.catalogue import current_catalogue

MOST = 6


def similar_to(assessment: Assessment, user: User) -> list[dict[str, Any]]:
    """Up to six, each with its grid as marks: rows of categories, cells by band."""
    process = assessment.process
    alike = Q(process__tier_id=assessment.tier_id, process__tier__isnull=False)
    if process.department_id is not None:
        alike |= Q(process__department_id=process.department_id)
    rows = (
        Assessment.objects.visible_to(user)
        .approved()
        .filter(alike)
        .exclude(process=process)
        .for_list()
        .prefetch_related("ratings__category")[:MOST]
    )
    catalogue = current_catalogue()
    found = []
    for one in rows:
        cells = cells_of(one.ratings.all())
        marks = marks_of(cells, catalogue, one.threshold)
        bands = sorted({cell.at_s for cell in cells})
        grid = [
            {
                "category": category,
                "cells": [marks.get(f"cell-{category.code}-{at_s}", {}) for at_s in bands],
            }
            for category in catalogue.categories
            if any(cell.category == category.code for cell in cells)
        ]
        found.append({"assessment": one, "bands": bands, "rows": grid})
    return found
