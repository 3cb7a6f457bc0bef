"""The sample's recovery options and loss profiles: what levels would cost, how often it breaks."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from bia.models import LossProfile, RecoveryOption


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
