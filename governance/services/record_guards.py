"""What must be so before a record goes on: button, page and API say the same."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from accounts.models import User
from governance.models import BcmsRecord, RecordKind
from governance.services.four_eyes import wrote
from lib.errors import Problem


def unmet(row: BcmsRecord, verb: str, *, by: User) -> list[Problem]:
    if verb == "submit":
        return _incomplete(row)
    return _own_work(row, by)


def _incomplete(row: BcmsRecord) -> list[Problem]:
    """An objective needs what makes it one (ISO 22301 6.2); the others say something."""
    problems = []
    if row.kind == RecordKind.OBJECTIVE:
        for name, words in (
            ("measure", _("Say how it is measured.")),
            ("target", _("Say what is to be reached.")),
            ("due_on", _("Say by when.")),
        ):
            if not getattr(row, name):
                problems.append(Problem(f"{name}_missing", words, name))
    elif not row.text.strip():
        problems.append(Problem("text_missing", _("It says nothing yet."), "text"))
    if row.owner_id is None:
        problems.append(Problem("owner_missing", _("Name who answers for it."), "owner"))
    return problems


def _own_work(row: BcmsRecord, by: User) -> list[Problem]:
    if by.pk != row.submitted_by_id and not wrote(row, by, since=row.approved_at):
        return []
    words = _("Somebody else than whoever wrote or submitted it puts it into force.")
    return [Problem("four_eyes", words)]
