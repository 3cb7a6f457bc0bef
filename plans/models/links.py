"""History of the tables between two sides of a ManyToManyField."""

from __future__ import annotations

from lib.history import tracked_link
from plans.models.plan import Plan
from plans.models.settings import PlanSettings


@tracked_link()
class PlanProcess(Plan.processes.through):  # type: ignore[name-defined,misc]
    class Meta:
        proxy = True


@tracked_link()
class PlanSystem(Plan.systems.through):  # type: ignore[name-defined,misc]
    class Meta:
        proxy = True


@tracked_link()
class PlanSite(Plan.sites.through):  # type: ignore[name-defined,misc]
    class Meta:
        proxy = True


@tracked_link()
class PackReader(PlanSettings.pack_mail_to.through):  # type: ignore[name-defined,misc]
    class Meta:
        proxy = True
