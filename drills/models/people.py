"""Who takes part in a drill, and who was there."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.models import Person
from drills.models.drill import Drill
from lib.history import tracked


class ParticipantRole(models.TextChoices):
    PLAYER = "player", _("Player")
    CONTROLLER = "controller", _("Controller")
    EVALUATOR = "evaluator", _("Evaluator")
    OBSERVER = "observer", _("Observer")


# Learn of a drill without notice when it starts (DRL-5).
UNINFORMED = (ParticipantRole.PLAYER.value, ParticipantRole.OBSERVER.value)


class Answer(models.TextChoices):
    NONE = "none", _("No answer yet")
    CONFIRMED = "confirmed", pgettext_lazy("invitation", "Confirmed")
    DECLINED = "declined", pgettext_lazy("invitation", "Declined")


class ParticipantQuerySet(models.QuerySet["Participant"]):
    def for_list(self) -> ParticipantQuerySet:
        return self.select_related("person__user", "person__department")


@tracked()
class Participant(models.Model):
    """`response_role` is what a player is in the response ("commander", "it-lead"): with an
    IncidentRole they take that role in the incident of the drill. `key_person` counts for "key
    people present"."""

    drill = models.ForeignKey(Drill, on_delete=models.CASCADE, related_name="participants")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="drill_parts")
    role = models.CharField(
        _("part"), max_length=12, choices=ParticipantRole.choices,
        default=ParticipantRole.PLAYER.value,
    )  # fmt: skip
    response_role = models.CharField(
        _("role in the response"), max_length=64, blank=True, default=""
    )
    key_person = models.BooleanField(_("key person"), default=False)
    invited_at = models.DateTimeField(null=True, blank=True)
    answer = models.CharField(
        pgettext_lazy("drill", "answer"), max_length=10,
        choices=Answer.choices, default=Answer.NONE.value,
    )  # fmt: skip
    answered_at = models.DateTimeField(null=True, blank=True)
    answer_note = models.CharField(_("note"), max_length=300, blank=True, default="")
    present_from = models.DateTimeField(_("present from"), null=True, blank=True)
    present_to = models.DateTimeField(_("present until"), null=True, blank=True)
    version = models.PositiveIntegerField(default=1, editable=False)
    updated_at = models.DateTimeField(auto_now=True)

    objects = ParticipantQuerySet.as_manager()

    class Meta:
        ordering = ["drill", "role", "id"]
        verbose_name = _("participant")
        verbose_name_plural = _("participants")
        indexes = [models.Index(fields=["person", "role"])]
        constraints = [
            models.UniqueConstraint(
                fields=["drill", "person", "role"], name="participant_has_a_part_once",
                violation_error_message=_("This person has this part already."),
            ),
            models.CheckConstraint(
                condition=Q(present_to__isnull=True)
                | Q(present_from__isnull=False, present_to__gte=F("present_from")),
                name="participant_leaves_after_coming",
                violation_error_message=_("Nobody leaves before coming."),
            ),
        ]  # fmt: skip

    def __str__(self) -> str:
        return f"{self.drill_id}: {self.person_id}"
