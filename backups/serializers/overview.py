"""How every system stands, as the overview page shows it."""

from __future__ import annotations

from typing import Any

from rest_framework import serializers

from backups.overview.figures import Totals
from backups.overview.rows import OverviewRow
from backups.recovery_points import FamilyPoint


class OverviewQuerySerializer(serializers.Serializer[Any]):
    status = serializers.ChoiceField(
        choices=["missed", "nothing", "failed", "late", "met", "no_target", "no_policy"],
        required=False,
    )


def row_json(row: OverviewRow) -> dict[str, Any]:
    point, score = row.standing.point, row.score.score if row.score else None
    return {
        "system": row.subject.code,
        "name": row.subject.name,
        "status": row.standing.status,
        "age_s": point.age_s,
        "required_s": row.standing.limit_s,
        "proof_age_s": row.proof_age_s,
        "late": row.standing.late,
        "failed": row.standing.failed,
        "next_expected_at": row.standing.next_at,
        "score_321": score.of_three if score else None,
        "score_32110": score.of_five if score else None,
        "restorable_proved": bool(row.score and row.score.verified),
        "restore_test": row.test.code if row.test else None,
        "restore_outcome": row.test.outcome if row.test else None,
        "restored_s": row.test.restored_s if row.test else None,
        "rto_s": row.rto_s,
        "families": [family_json(one) for one in point.families],
    }


def family_json(one: FamilyPoint) -> dict[str, Any]:
    return {
        "data_class": one.data_class,
        "status": one.status,
        "backup_set": one.newest_set_code or None,
        "restore_point_at": one.restore_point_at,
        "proof": one.proof or None,
        "age_s": one.age_s,
        "required_s": one.required_s,
        "gap_s": one.gap_s,
        "worst_s": one.worst_s,
        "plan_gap_s": one.plan_gap_s,
    }


def totals_json(found: Totals) -> dict[str, Any]:
    names = (
        *("systems", "met", "missed", "nothing", "no_target", "no_policy", "failed", "late"),
        "proof_age_s",
    )
    return {name: getattr(found, name) for name in names} | {"next_expected_at": found.next_at}
