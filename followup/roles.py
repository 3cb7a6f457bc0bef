"""What the roles by which somebody is told are called."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

_labels: dict[str, Any] = {
    "owner": _("owner"),
    "verifier": _("verifier"),
    "manager": _("manager of the owner"),
    "bcm_managers": _("continuity manager"),
    "administrators": _("administrator"),
    "approver": _("approver"),
    "approvers": _("approver"),
    "submitter": _("submitter"),
    "deputy": _("deputy"),
}


def register_roles(**labels: Any) -> None:
    """Called from `AppConfig.ready` by apps whose subjects have other roles."""
    _labels.update(labels)


def label_of(role: str) -> str:
    """In the active language; an unknown role is shown as it is written."""
    return str(_labels.get(role, role.replace("_", " ")))
