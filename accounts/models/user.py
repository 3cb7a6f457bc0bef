"""People who log in, and the roles they were given."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import AbstractBaseUser, UserManager
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.timezone import now
from django.utils.translation import gettext_lazy as _

from accounts.access import may
from accounts.models.department import Department
from lib.history import tracked


class Role(models.TextChoices):
    """What each may do stands in `accounts/roles.py`."""

    ADMINISTRATOR = "administrator", _("Administrator")
    CONTINUITY_MANAGER = "continuity_manager", _("Continuity manager")
    PROCESS_OWNER = "process_owner", _("Process owner")
    IT_OPERATIONS = "it_operations", _("IT operations")
    INCIDENT_COMMANDER = "incident_commander", _("Incident commander")
    AUDITOR = "auditor", _("Auditor")
    SERVICE_ACCOUNT = "service_account", _("Service account")


class UserQuerySet(models.QuerySet["User"]):
    def for_list(self) -> UserQuerySet:
        return self.select_related("person").prefetch_related("grants__department")

    def visible_to(self, user: User) -> UserQuerySet:
        """All for who may see the logins, otherwise one's own."""
        return self if may(user, "user.view") else self.filter(pk=user.pk)

    def able_to_own(self) -> UserQuerySet:
        """Who may be given something to answer for: people at work, no auditors, no machines."""
        people = self.filter(is_active=True, is_service=False, person__isnull=False)
        auditors = RoleGrant.objects.filter(role=Role.AUDITOR.value).values("user")
        return people.exclude(pk__in=auditors)


class Users(UserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    def create_superuser(self, username: str, **fields: Any) -> User:  # type: ignore[override]
        """Django's command line asks for one; here it is an administrator."""
        fields.pop("is_staff", None)
        user = self.create_user(username, **fields)
        RoleGrant.objects.create(user=user, role=Role.ADMINISTRATOR.value)
        return user

    def create_user(  # type: ignore[override]
        self, username: str, email: str = "", password: str | None = None, **fields: object
    ) -> User:
        user = self.model(username=username, email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


# Personal columns (name, e-mail, address book data) and secrets stay out of history.
@tracked(exclude=["username", "name", "email", "password", "last_login"])
class User(AbstractBaseUser):  # type: ignore[django-manager-missing]  # knox has no types
    username = models.CharField(_("login name"), max_length=150, unique=True)
    name = models.CharField(_("name"), max_length=200, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(_("language"), max_length=10, blank=True, default="")
    timezone = models.CharField(_("time zone"), max_length=64, blank=True, default="")
    is_active = models.BooleanField(_("active"), default=True)
    is_service = models.BooleanField(_("service account"), default=False)
    is_sample = models.BooleanField(default=False, editable=False)
    date_joined = models.DateTimeField(default=now, editable=False)
    deactivated_at = models.DateTimeField(null=True, blank=True, editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    objects = Users()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["email"]

    class Meta:
        ordering = ["username"]
        verbose_name = _("user")
        verbose_name_plural = _("users")

    def __str__(self) -> str:
        return self.name or self.username

    def get_absolute_url(self) -> str:
        return reverse("accounts:user_detail", args=[self.username])

    def get_full_name(self) -> str:
        return self.name or self.username

    def get_short_name(self) -> str:
        return self.username

    # Django's own permission tables are not used; nobody passes by them.
    is_staff = False
    is_superuser = False

    def has_perm(self, perm: str, obj: object = None) -> bool:
        return False

    def has_module_perms(self, app_label: str) -> bool:
        return False


@tracked()
class RoleGrant(models.Model):
    """A role given to a user; a process owner's grant names the top of a department tree."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="grants")
    role = models.CharField(_("role"), max_length=30, choices=Role.choices)
    department = models.ForeignKey(
        Department,
        verbose_name=_("department"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="grants",
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "department"],
                name="role_is_granted_once",
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(department__isnull=True) | Q(role="process_owner"),
                name="only_process_owners_are_limited_to_departments",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user_id}: {self.role}"
