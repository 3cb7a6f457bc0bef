"""The sample's options, loss profiles and what-if scenarios: levels, odds and questions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any

from accounts.models import User
from bia.models import LossProfile, RecoveryOption, Scenario
from bia.services.scenarios import create_scenario


def load_analysis(data: Mapping[str, Any], nodes: Mapping[str, Any]) -> None:
    """`nodes` are the register's rows by key. A variant without options writes none."""
    options = data["recovery_options"]
    if options is not None:
        for code, costs in options["annual_cost"].items():
            for design, cost in zip(options["designs"], costs, strict=True):
                option = RecoveryOption(
                    system=nodes[f"system:{code}"],
                    annual_cost=Decimal(cost),
                    note=options["note"],
                    **design,
                )
                option.full_clean()
                option.save()
    for row in data["loss_profiles"]:
        profile = LossProfile(
            process=nodes[f"process:{row['process']}"],
            per_year=Decimal(row["per_year"]),
            low_s=row["low_s"],
            high_s=row["high_s"],
        )
        profile.full_clean()
        profile.save()


def load_scenarios(rows: Sequence[Mapping[str, Any]], *, at: datetime) -> None:
    """Kept by the people who would ask; a variant stands after what it varies."""
    kept: dict[str, Scenario] = {}
    for row in rows:
        kept[row["code"]] = create_scenario(
            by=User.objects.get(username=row["by"]),
            at=at,
            code=row["code"],
            name=row["name"],
            description=row["description"],
            inputs=row["inputs"],
            variant_of=kept.get(row.get("variant_of", "")),
        )
