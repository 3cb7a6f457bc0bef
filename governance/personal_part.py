"""What governance knows of a person, for the export; see docs/privacy.md.

People stand by their entry, whose erasing makes them nameless everywhere. What was read and
learned stays as a fact of the management system, of somebody without a name.
"""

from __future__ import annotations

from typing import Any

from accounts import personal_parts
from accounts.handover import Holder
from accounts.models import Person
from governance.handover import GovernanceHandover
from governance.models import Acknowledgement, ManagementReview, TrainingRecord, TrainingSession


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    personal_parts.register("governance", GovernanceOfPerson())


class GovernanceOfPerson:
    def export(self, person: Person) -> dict[str, Any]:
        records = TrainingRecord.objects.filter(person=person).select_related("course", "session")
        sessions = TrainingSession.objects.filter(people=person).select_related("course")
        read = Acknowledgement.objects.filter(person=person).select_related("record")
        reviews = ManagementReview.objects.filter(participants=person)
        return {
            "training": [
                {
                    "course": one.course.code,
                    "on": one.on.isoformat(),
                    "score": str(one.score) if one.score is not None else None,
                    "passed": one.passed,
                    "valid_until": one.valid_until.isoformat() if one.valid_until else None,
                    "certificate": one.certificate,
                    "note": one.note,
                    "session": one.session.code if one.session else None,
                }
                for one in records.order_by("on", "pk")
            ],
            "invited_to": [
                {"session": one.code, "course": one.course.code, "day": one.planned_on.isoformat()}
                for one in sessions.order_by("planned_on", "code")
            ],
            "read": [
                {"record": one.record.code, "edition": one.edition, "at": one.at.isoformat()}
                for one in read.order_by("pk")
            ],
            "management_reviews": list(
                reviews.order_by("code").values_list("code", flat=True).distinct()
            ),
            "answers_for": [
                {"kind": str(one.kind), "code": one.code, "name": one.name}
                for one in GovernanceHandover().describe(Holder(person=person))
            ],
        }

    def erase(self, person: Person) -> None:
        """The words written beside what they learned may name them; numbers of certificates do."""
        for one in TrainingRecord.objects.filter(person=person).exclude(certificate="", note=""):
            one.certificate, one.note = "", ""
            one.save(update_fields=["certificate", "note", "updated_at"])
