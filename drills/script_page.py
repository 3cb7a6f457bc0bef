"""The script of a drill or of a scenario as pages see it: who may read it, who may change it.

A script tells players what is coming. Whoever plays in a drill that has not ended reads neither its
script nor that of the scenario it was made from.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.core.exceptions import PermissionDenied
from django.urls import reverse

from accounts.access import may, require, visible_or_404
from accounts.models import User
from accounts.request import PageRequest
from drills.models import BEFORE, LIVE, Drill, DrillScenario, Script
from drills.services.rights import rights_of
from drills.services.script_reading import hiding_drill, may_read_script
from drills.services.scripting import LIBRARY, Owner, script_of

__all__ = ["ScriptPage", "hiding_drill", "may_read_script", "script_page"]


@dataclass
class ScriptPage:
    """`may_change` everything, `may_inject` only what is still to come in a running drill."""

    owner: Owner
    user: User
    library: bool

    @cached_property
    def script(self) -> Script:
        return script_of(self.owner)

    @property
    def drill(self) -> Drill | None:
        return self.owner if isinstance(self.owner, Drill) else None

    @cached_property
    def may_change(self) -> bool:
        if isinstance(self.owner, DrillScenario):
            return may(self.user, LIBRARY, self.owner)
        return self.owner.status in BEFORE and rights_of(self.owner, self.user).may("prepare")

    @cached_property
    def may_inject(self) -> bool:
        if self.may_change or isinstance(self.owner, DrillScenario):
            return self.may_change
        return self.owner.status in LIVE and rights_of(self.owner, self.user).may("inject")

    @property
    def title(self) -> str:
        return str(self.owner.title if isinstance(self.owner, Drill) else self.owner.name)

    def url(self, name: str, *args: Any) -> str:
        """ "edit", "goals", "part_create"… of this script."""
        prefix = "scenario_script" if self.library else "script"
        return reverse(f"drills:{prefix}_{name}", args=[self.owner.code, *args])


def script_page(request: PageRequest, code: str, library: bool) -> ScriptPage:
    """404 for what this person does not know of, 403 for a script they may not read."""
    owner: Owner
    if library:
        owner = visible_or_404(DrillScenario.objects.for_list(), request.user, code=code)
    else:
        require(request.user, "drill.view")
        owner = visible_or_404(Drill.objects.for_list(), request.user, code=code)
    if not may_read_script(owner, request.user):
        raise PermissionDenied("drill.see_script")
    return ScriptPage(owner, request.user, library)
