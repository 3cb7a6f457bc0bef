"""People of the organisation, with or without a login."""

from __future__ import annotations

from django.db import models
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import may
from accounts.models.department import Department
from accounts.models.user import User
from lib.history import tracked
from lib.records import Record


class PersonQuerySet(models.QuerySet["Person"]):
    def for_list(self) -> PersonQuerySet:
        return self.select_related("department", "deputy", "user")

    def visible_to(self, user: User) -> PersonQuerySet:
        return self if may(user, "people.view") else self.none()


@tracked(exclude=["name", "email", "phones"])
class Person(Record):
    name = models.CharField(_("name"), max_length=200)
    email = models.EmailField(_("e-mail"), blank=True, default="")
    phones = models.JSONField(_("phones"), default=list, blank=True)
    title = models.CharField(_("job title"), max_length=200, blank=True, default="")
    qualification = models.CharField(_("qualification"), max_length=200, blank=True, default="")
    department = models.ForeignKey(
        Department,
        verbose_name=_("department"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="people",
    )
    deputy = models.ForeignKey(
        "self",
        verbose_name=_("deputy"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="deputises_for",
    )
    user = models.OneToOneField(
        User,
        verbose_name=_("login"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="person",
    )
    is_active = models.BooleanField(_("active"), default=True)
    # Both days included; without an end, until further notice. Incidents call others meanwhile.
    away_from = models.DateField(_("away from"), null=True, blank=True)
    away_until = models.DateField(_("away until"), null=True, blank=True)

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(deputy__isnull=True) | ~models.Q(deputy=models.F("id")),
                name="person_is_not_their_own_deputy",
            ),
            models.CheckConstraint(
                condition=models.Q(away_until__isnull=True)
                | models.Q(away_from__isnull=False, away_until__gte=models.F("away_from")),
                name="person_is_away_from_a_day_until_a_later_one",
                violation_error_message=_("An absence begins before it ends."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("accounts:person_detail", args=[self.code])
