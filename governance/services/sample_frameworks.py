"""Answers and earlier evaluations of the sample: `governance/catalog/samples/frameworks.yaml`.

Earlier ones were taken over from paper: people's answers, no evidence. Today's stays to be made.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from accounts.models import Organisation, Person, User
from bia.domain.catalogue import digest
from followup.services.numbers import next_number
from governance.models import Evaluation, Framework, Requirement, Standing
from governance.services.evaluating import content_of
from governance.services.standings import Judged, result_of
from lib.days import day_in
from lib.yaml_file import read_yaml

FILE = Path(__file__).parent.parent / "catalog" / "samples" / "frameworks.yaml"


def make(*, language: str, at: datetime) -> None:
    """Within the loading's transaction; what the catalogue does not hold is left out."""
    story = read_yaml(FILE)
    spoken = "zh" if language.startswith("zh") else "en"
    rows = Requirement.objects.select_related("framework").order_by("framework", "order")
    known = {one.code: one for one in rows}
    users = {one.username: one for one in User.objects.all()}
    _answers(story["standings"], known, users["manager"], spoken, at)
    for one in story["past"]:
        of = [row for row in known.values() if row.framework.code == one["framework"]]
        if of:
            _past(of[0].framework, of, one, users[one["by"]], spoken, at)


def _answers(
    story: list[dict[str, Any]],
    known: Mapping[str, Requirement],
    by: User,
    spoken: str,
    at: datetime,
) -> None:
    people = {one.code: one for one in Person.objects.all()}
    today = day_in(at, Organisation.current().timezone)
    rows = []
    for one in story:
        if one["requirement"] not in known:
            continue
        decided = one.get("decided")
        rows.append(
            Standing(
                requirement=known[one["requirement"]],
                applicable=one.get("applicable", True),
                because=one.get("because", {}).get(spoken, ""),
                decided=None if decided is None else Decimal(decided),
                comment=one.get("comment", {}).get(spoken, ""),
                owner=people.get(one.get("owner", "")),
                next_review=today + timedelta(days=one["review"]) if "review" in one else None,
                decided_by=by if decided is not None else None,
                decided_at=at if decided is not None else None,
            )
        )
    Standing.objects.bulk_create(rows)


def _past(
    framework: Framework,
    rows: list[Requirement],
    story: Mapping[str, Any],
    by: User,
    spoken: str,
    at: datetime,
) -> None:
    then = at - timedelta(days=story["days"])
    note = story["note"][spoken]
    judged = [_said(row, story["answers"].get(row.number, "0"), note) for row in rows]
    result = result_of(framework.kind, judged)
    content = content_of(framework, judged, result, at=then)
    Evaluation.objects.create(
        code=next_number("EVA", at=then), framework=framework, at=then, by=by, note=note,
        level=result.level, score=result.score, share=result.share, content=content,
        digest=digest(content),
    )  # fmt: skip


def _said(row: Requirement, answer: str, comment: str) -> Judged:
    value = Decimal(answer)
    standing = Standing(requirement=row, decided=value, comment=comment)
    return Judged(row, {}, None, value, value, standing)
