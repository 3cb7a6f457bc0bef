"""When the content of a version is edited: in a draft, one at a time."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from lib.errors import GuardsUnmet
from plans.access import require_edit
from plans.models import PlanVersion, VersionStatus
from plans.services.versions import lock_version, require_draft


def is_editable(plan_version: PlanVersion, *, contacts: bool = False) -> bool:
    """Is it a draft, and one of more than contacts, unless `contacts` are what is edited?"""
    return plan_version.status == VersionStatus.DRAFT and (
        contacts or not plan_version.contacts_only
    )


def lock_draft(plan_version: PlanVersion, *, by: User, contacts: bool = False) -> PlanVersion:
    """The version's row, locked; inside a transaction. `contacts`: what is about to be changed
    are contacts, which a contacts-only draft allows (PLN-3).

    Raises PermissionDenied, GuardsUnmet when it is no draft or allows contacts only.
    """
    current = lock_version(plan_version)
    require_edit(by, current.plan, current)
    require_draft(current)
    if current.contacts_only and not contacts:
        message = _("This draft changes contacts only; anything else needs a full new version.")
        raise GuardsUnmet.one("contacts_only", message)
    return current
