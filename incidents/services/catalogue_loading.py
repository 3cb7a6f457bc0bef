"""Templates of messages an installation starts with: `incidents/catalog/comms_templates.yaml`.

Loading again adds what is missing and leaves alone what a person edited; `reset` writes the
file's values over every row it names.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from accounts.models import User
from incidents.models import CommsTemplate
from lib.versioning import overwrite
from lib.yaml_file import read_yaml
from plans.services.catalogue_loading import pair

FOLDER = Path(__file__).resolve().parent.parent / "catalog"


def load_incident_catalogue(*, at: datetime, by: User | None = None, reset: bool = False) -> None:
    """Called by `load_catalogue`, within its transaction."""
    known = {one.code: one for one in CommsTemplate.objects.all()}
    for number, row in enumerate(read("comms_templates"), start=1):
        values: dict[str, Any] = {
            "audience": row["audience"],
            "moment": row["moment"],
            "position": number * 10,
        }
        for name in ("name", "subject", "body"):
            values |= pair(name, row[name])
        found = known.get(row["code"])
        if found is None:
            CommsTemplate.objects.create(code=row["code"], **values)
        elif reset:
            overwrite(found, values)


def read(name: str) -> Any:
    """The content of `incidents/catalog/<name>.yaml`."""
    return read_yaml(FOLDER / f"{name}.yaml")
