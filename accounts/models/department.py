"""Departments as a tree."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.access import may
from lib.history import tracked
from lib.records import Record

SUBTREE = """
    WITH RECURSIVE subtree(id) AS (
        SELECT id FROM accounts_department WHERE id = ANY(%s)
        UNION
        SELECT child.id FROM accounts_department child JOIN subtree ON child.parent_id = subtree.id
    )
    SELECT id FROM subtree
"""


class DepartmentQuerySet(models.QuerySet["Department"]):
    def subtree_ids(self, roots: list[int]) -> list[int]:
        """Ids of `roots` and everything below them (one query)."""
        from django.db import connection  # the only raw SQL of this module

        with connection.cursor() as cursor:
            cursor.execute(SUBTREE, [roots])
            return [row[0] for row in cursor.fetchall()]

    def for_list(self) -> DepartmentQuerySet:
        return self.select_related("parent", "head")

    def visible_to(self, user: Any) -> DepartmentQuerySet:
        return self if may(user, "people.view") else self.none()

    def for_tree(self) -> DepartmentQuerySet:
        """All rows with their number of active people, for the tree page."""
        active = models.Count("people", filter=Q(people__is_active=True))
        return self.annotate(people_count=active).order_by("name", "code")


@tracked()
class Department(Record):
    name = models.CharField(_("name"), max_length=200)
    parent = models.ForeignKey(
        "self",
        verbose_name=_("parent department"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="children",
    )
    # Who answers for it: the manager of its people, to whom overdue actions go up.
    head = models.ForeignKey(
        "accounts.Person",
        verbose_name=_("head"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="heads",
    )

    objects = DepartmentQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        verbose_name = _("department")
        verbose_name_plural = _("departments")
        constraints = [
            models.CheckConstraint(
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
                name="department_is_not_its_own_parent",
            )
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("accounts:department_detail", args=[self.code])
