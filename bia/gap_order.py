"""What hurts most, decided by the database: ten thousand subjects are never read to show fifty.

Status, overshoot and order say the same as bia/domain/gap.py and `gap_rows`; a test compares
them row by row.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db.models import (
    BigIntegerField,
    Case,
    CharField,
    Count,
    F,
    Func,
    IntegerField,
    OuterRef,
    QuerySet,
    Subquery,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce

from bia.domain.gap import COUNTED
from bia.models import Measurement, MeasurementConfidence, SystemKind

# The worst first; with the same status the larger overshoot hurts more.
HURTS = ("mtd_breach", "rto_miss", "rpo_miss", "untested", "no_target", "met")


class Pain(Func):
    """`[rank in HURTS, -overshoot in seconds]` of one subject, from target, MTD, the rank of a
    miss and the subquery of the results that count (which runs once, however often it is used).
    """

    template = """(SELECT ARRAY[
        CASE WHEN {target} IS NULL THEN 4 WHEN worst.s IS NULL THEN 3
             WHEN worst.s > {mtd} THEN 0 WHEN worst.s > {target} THEN {miss} ELSE 5 END,
        -GREATEST(COALESCE(worst.s - {target}, 0), worst.s - {mtd})]::bigint[]
        FROM (SELECT MAX(recent.value_s) AS s FROM {recent} recent) worst)"""
    output_field = ArrayField(BigIntegerField())

    def as_sql(self, compiler: Any, connection: Any, *_more: Any, **_extra: Any) -> Any:
        names = ("target", "mtd", "miss", "recent")
        parts = dict(zip(names, self.get_source_expressions(), strict=True))
        written = {name: compiler.compile(part) for name, part in parts.items()}
        order = ("target", "mtd", "target", "miss", "target", "mtd", "recent")
        values = [value for name in order for value in written[name][1]]
        return self.template.format(**{n: sql for n, (sql, _) in written.items()}), values


def with_pain(rows: QuerySet[Any], kind: str, at: datetime, validity: timedelta) -> QuerySet[Any]:
    """Processes or systems (`kind`) with `pain`; a data set is judged by the data lost."""
    target: Any = F("rto_s")
    miss: Any = Value(HURTS.index("rto_miss"), IntegerField())
    mtd: Any = F("mtd_s") if kind == "process" else Cast(Value(None), BigIntegerField())
    judged: Any = Value("rto", CharField())
    if kind == "system":
        is_data = {"kind": SystemKind.DATA_SET}
        target = Case(When(**is_data, then=F("rpo_s")), default=target)
        miss = Case(When(**is_data, then=Value(HURTS.index("rpo_miss"))), default=miss)
        judged = Case(When(**is_data, then=Value("rpo")), default=judged)
    rows = rows.annotate(judged_by=judged)
    recent = (
        Measurement.objects.filter(
            **{kind: OuterRef("pk")}, kind=OuterRef("judged_by"), at__gte=at - validity, at__lte=at
        )
        .exclude(confidence=MeasurementConfidence.SIMULATED)
        .order_by("-at")
        .values("value_s")[:COUNTED]
    )
    return rows.annotate(pain=Pain(target, mtd, miss, Subquery(recent)))


def of_status(rows: QuerySet[Any], status: str) -> QuerySet[Any]:
    return rows.filter(pain__0=HURTS.index(status))


def counts(rows: QuerySet[Any]) -> dict[str, int]:
    """How many rows of `with_pain` have which status (one query)."""
    counted = rows.order_by().values(rank=F("pain__0")).annotate(n=Count("pk"))
    return {HURTS[rank]: n for rank, n in counted.values_list("rank", "n")}


def worst_first(rows: QuerySet[Any], kind: str) -> QuerySet[Any]:
    """The order of the gap page: status, critical, tier, overshoot, code."""
    rank, over = F("pain__0"), F("pain__1")
    if kind == "system":
        core = Case(When(importance="core", then=0), default=1, output_field=IntegerField())
        return rows.order_by(rank, core, over, "code")
    tier = Coalesce(F("tier__order"), Value(99), output_field=IntegerField())
    return rows.order_by(rank, F("critical").desc(), tier, over, "code")
