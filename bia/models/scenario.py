"""What-if scenarios people keep and share."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import may
from accounts.models import User
from lib.history import tracked
from lib.records import Record


class ScenarioQuerySet(models.QuerySet["Scenario"]):
    def visible_to(self, user: User) -> ScenarioQuerySet:
        """Shared with everybody who may read assessments; answers are filtered, not questions."""
        return self if may(user, "assessment.view") else self.none()

    def for_list(self) -> ScenarioQuerySet:
        return self.select_related("created_by", "variant_of")


@tracked()
class Scenario(Record):
    """The question, never the answer: that is computed from the register as it stands.

    `inputs` has the shape of the body of `POST /analysis/what-if/`.
    """

    name = models.CharField(_("name"), max_length=200)
    description = models.TextField(_("description"), blank=True, default="")
    inputs = models.JSONField(_("inputs"), default=dict)
    variant_of = models.ForeignKey(
        "self",
        verbose_name=_("variant of"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="variants",
    )
    created_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", editable=False
    )

    objects = ScenarioQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at"]
        verbose_name = _("scenario")
        verbose_name_plural = _("scenarios")

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("bia:scenario_detail", args=[self.code])
