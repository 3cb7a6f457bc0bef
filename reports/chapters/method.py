"""The method: policies and tiers the report was made by."""

from __future__ import annotations

from collections import Counter

from django.template.loader import render_to_string

from accounts.models import MtdPolicy
from lib.pdf.part import Part
from lib.pdf.rendering import render
from reports.chapters.frame import css, frame
from reports.content.selection import Selection


def method_part(selection: Selection, number: int) -> Part:
    used = Counter((one.policy, one.threshold) for one in selection.assessments)
    names = dict(MtdPolicy.choices)
    context = frame(selection) | {
        "policies": [
            (names.get(policy, policy), threshold, count)
            for (policy, threshold), count in sorted(used.items())
        ],
        "tiers": sorted(selection.tiers.values(), key=lambda tier: tier.order),
    }
    return render(render_to_string("reports/pdf/method.html", context), css(), number)
