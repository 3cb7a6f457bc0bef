"""Where a node of the dependency graph has its page."""

from __future__ import annotations

from django.urls import NoReverseMatch, reverse

from bia.analysis.register import Named

NAMES = {
    "process": ("bia:process_detail",),
    "system": ("bia:system_detail",),
    "data_set": ("bia:dataset_detail", "bia:system_detail"),
    "team": ("bia:team_detail", "bia:system_detail"),
    "site": ("bia:site_detail",),
    "supplier": ("bia:supplier_detail",),
    "person": ("accounts:person_detail",),
}


def node_url(kind: str, code: str) -> str:
    """The page's address, "" where there is none."""
    for name in NAMES.get(kind, ()):
        try:
            return reverse(name, args=[code])
        except NoReverseMatch:
            continue
    return ""


def page_of(named: Named) -> str:
    """The page of a node of the stored graph; systems of every kind share theirs."""
    return node_url(named.kind if named.kind in NAMES else "system", named.code)
