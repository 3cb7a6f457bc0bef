"""History of the tables between two sides of a ManyToManyField."""

from __future__ import annotations

from incidents.models.incident import Incident
from incidents.models.monitoring import MonitoringSource
from lib.history import tracked_link


@tracked_link()
class IncidentRelation(Incident.related.through):  # type: ignore[name-defined,misc]
    class Meta:
        proxy = True


@tracked_link()
class SourceSystem(MonitoringSource.default_systems.through):  # type: ignore[name-defined,misc]
    class Meta:
        proxy = True
