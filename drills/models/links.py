"""History of the tables between two sides of a ManyToManyField."""

from __future__ import annotations

from drills.models.drill import Drill
from drills.models.programme import DrillPolicy
from drills.models.scenario import DrillScenario
from drills.models.script import Inject
from drills.models.settings import FreezeWindow
from lib.history import tracked_link


@tracked_link()
class FreezeSystem(FreezeWindow.systems.through):  # type: ignore[name-defined,misc]
    class Meta:
        proxy = True


@tracked_link()
class PolicyTier(DrillPolicy.tiers.through):  # type: ignore[name-defined,misc]
    class Meta:
        proxy = True


@tracked_link()
class PolicyProcess(DrillPolicy.processes.through):  # type: ignore[name-defined,misc]
    class Meta:
        proxy = True


@tracked_link()
class PolicySystem(DrillPolicy.systems.through):  # type: ignore[name-defined,misc]
    class Meta:
        proxy = True


@tracked_link()
class PolicyRole(DrillPolicy.required_roles.through):  # type: ignore[name-defined,misc]
    class Meta:
        proxy = True


@tracked_link()
class ScenarioProcess(DrillScenario.processes.through):  # type: ignore[name-defined,misc]
    class Meta:
        proxy = True


@tracked_link()
class ScenarioSystem(DrillScenario.systems.through):  # type: ignore[name-defined,misc]
    class Meta:
        proxy = True


@tracked_link()
class ScenarioSite(DrillScenario.sites.through):  # type: ignore[name-defined,misc]
    class Meta:
        proxy = True


@tracked_link()
class DrillProcess(Drill.processes.through):  # type: ignore[name-defined,misc]
    class Meta:
        proxy = True


@tracked_link()
class DrillSystem(Drill.systems.through):  # type: ignore[name-defined,misc]
    class Meta:
        proxy = True


@tracked_link()
class DrillWhitelist(Drill.whitelist.through):  # type: ignore[name-defined,misc]
    class Meta:
        proxy = True


@tracked_link()
class InjectPerson(Inject.to_people.through):  # type: ignore[name-defined,misc]
    class Meta:
        proxy = True
