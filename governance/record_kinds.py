"""What each kind of record is for, with the clause that asks for it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from governance.models import RecordKind

KIND_NOTES: dict[str, Any] = {
    RecordKind.ISSUE.value: _("What surrounds the organisation and matters (4.1)"),
    RecordKind.PARTY.value: _("Who expects what of its continuity (4.2)"),
    RecordKind.SCOPE.value: _("What the management system covers (4.3)"),
    RecordKind.POLICY.value: _("What top management promises (5.2)"),
    RecordKind.OBJECTIVE.value: _("What is to be reached, measured how, by when (6.2)"),
    RecordKind.RESOURCE.value: _("People, money and tools of the programme (7.1)"),
    RecordKind.COMMUNICATION.value: _("What is told, when, to whom, by whom (7.4)"),
    RecordKind.AUDIT.value: _("Somebody impartial looks whether it is so (9.2)"),
}
