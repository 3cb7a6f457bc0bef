"""A small register that breaks one rule, and the rules run over it."""

from __future__ import annotations

from typing import Any

from bia.finding_rules import register_rules
from bia.models import Dependency, Finding, Process, System
from bia.services.catalogue_loading import load_scales
from bia.services.dr_loading import SOURCE, use_shipped
from bia.services.findings import check_findings
from lib.versioning import create
from tests import factories
from tests.factories import NOON

HOUR = 3600

OWN = [one.code for one in register_rules.ALL]


def catalogues() -> None:
    """With the simplified scale in use."""
    load_scales(at=NOON)
    use_shipped(SOURCE)
    load_scales(at=NOON)


def needs(dependent: Process | System, needed: System, **fields: Any) -> Dependency:
    kind = "process" if isinstance(dependent, Process) else "system"
    ends: dict[str, Any] = {f"dependent_{kind}": dependent, "needs_system": needed}
    return create(Dependency, code=f"{dependent.code}.{needed.code}", **ends, **fields)


def found(at: Any = NOON, **more: Any) -> dict[tuple[str, str], Finding]:
    """Check, then every finding that is open."""
    check_findings(at=at, **more)
    rows = Finding.objects.filter(state="open")
    return {(one.rule, one.subject): one for one in rows}


def low_level() -> System:
    """A system on level 3 of the simplified scale that must be back within 4 h."""
    catalogues()
    return factories.system("parts", rto_s=4 * HOUR, rpo_s=4 * HOUR, dr_level=3)
