"""As of a past instant a report is what it was then, and differs from now by the change alone."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

import pytest
from django.utils import timezone, translation

from accounts.models import User
from incidents.services import incidents as verbs
from lib.errors import Refused
from reports.document.blocks import to_json
from reports.kinds import kind_of
from reports.kinds.document_kind import DocumentKind
from reports.models import Report
from reports.services.requests import request_report
from tests.drills import world as drill_world
from tests.incidents import world

# Rows of the history carry the time of their transaction.
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def document(kind: str, by: User, at: datetime, **filters: Any) -> Any:
    """What the report says as of `at`, as JSON."""
    now = timezone.now()
    report = request_report(
        kind=kind, format="xlsx" if kind != "situation" else "pdf", language="en", as_of=at,
        filters=filters, by=by, at=now,
    )  # fmt: skip
    return said(report)


def said(report: Report) -> Any:
    kind = kind_of(report)
    assert isinstance(kind, DocumentKind)
    with translation.override(report.language):
        found = to_json(kind.document(report))
    # The code of the report is a fact of its preparation.
    return json.loads(json.dumps(found).replace(report.code, "REPORT"))


def leaves(value: Any, path: str = "") -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict):
        for name, one in value.items():
            yield from leaves(one, f"{path}.{name}")
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from leaves(one, f"{path}[{number}]")
    else:
        yield path, value


def tables(of: Any) -> dict[str, list[Any]]:
    """Sheet → rows, of every table of the document."""
    found = {}

    def look(value: Any) -> None:
        if isinstance(value, dict):
            if value.get("sheet"):
                found[value["sheet"]] = value["rows"]
            for one in value.values():
                look(one)
        elif isinstance(value, list):
            for one in value:
                look(one)

    look(of)
    return found


def changed(before: Any, after: Any) -> dict[str, tuple[list[Any], list[Any]]]:
    """Sheet → (rows that went, rows that came)."""
    one, other = tables(before), tables(after)
    found = {}
    for sheet in sorted({*one, *other}):
        old, new = one.get(sheet, []), other.get(sheet, [])
        gone = [row for row in old if row not in new]
        came = [row for row in new if row not in old]
        if gone or came:
            found[sheet] = (gone, came)
    return found


def around(
    kind: str, by: User, change: Callable[[], object], **filters: Any
) -> dict[str, tuple[list[Any], list[Any]]]:
    """The same instant before and after the change says the same; what the change did."""
    first = timezone.now()
    before = document(kind, by, first, **filters)
    change()
    second = timezone.now()
    again = document(kind, by, first, **filters)
    assert again == before
    return changed(before, document(kind, by, second, **filters))


def test_an_incident_report_gains_the_entry_written_since() -> None:
    incident, carl = world.reviewing("I"), world.the("carl")

    def change() -> None:
        verbs.log(incident, text="Bill came in", by=carl, at=timezone.now())

    found = around("incident", world.the("mia"), change, incident=incident.number)
    incident.refresh_from_db()
    [(gone, came)] = found.values()
    assert (list(found), gone) == (["Timeline"], [])
    assert [(row[0], row[2], row[5]) for row in came] == [
        (str(incident.seq), "Note", "Bill came in")
    ]


def test_metrics_gain_the_incident_declared_since() -> None:
    first = world.reviewing("I")

    def change() -> None:
        now = timezone.now()
        world.declared(occurred_at=now, detected_at=now, at=now)

    found = around("metrics", world.the("mia"), change)
    gone, came = found["Incidents"]
    assert (gone, [row[1] for row in came]) == ([], [f"{timezone.now():%Y-%m}"])
    assert came[0][0] != first.number


def test_a_drill_report_gains_the_finding_added_since() -> None:
    from drills.services.findings import add_finding
    from tests.drills.evaluation.worlds import reported

    drill = reported()

    def change() -> None:
        add_finding(
            drill, kind="strength", text="Radio held.", by=drill_world.the("mia"),
            at=timezone.now(),
        )  # fmt: skip

    found = around("drill", drill_world.the("mia"), change, drill=drill.code)
    assert {name: [row[1] for row in came] for name, (_gone, came) in found.items()} == {
        "Strengths": ["Radio held."]
    }


def test_what_was_not_there_yet_is_refused_at_its_field() -> None:
    before = timezone.now()
    incident = world.declared()
    with pytest.raises(Refused) as refusal:
        document("incident", world.the("mia"), before, incident=incident.number)
    assert [(one.code, one.field) for one in refusal.value.problems] == [
        ("did_not_exist", "filters.incident")
    ]


def test_who_may_not_see_an_incident_today_does_not_see_its_past() -> None:
    incident = world.reviewing("I")
    at = timezone.now()
    assert len(tables(document("metrics", world.the("iris"), at))["Incidents"]) == 1
    type(incident).objects.update(confidentiality="restricted")
    seen = type(incident).objects.visible_to(world.the("bela")).exists()
    rows = tables(document("metrics", world.the("bela"), at))["Incidents"]
    assert len(rows) == int(seen)


def test_gaps_differ_by_the_name_that_was_changed() -> None:
    from bia.models import System
    from tests import factories
    from tests.reports.rescue import rescue

    rescue()
    manager = factories.user("manager", "continuity_manager")

    def change() -> None:
        System.objects.filter(code="database").update(name="Database 2")

    found = around("gaps", manager, change)
    rows = [
        (old, new) for gone, came in found.values() for old, new in zip(gone, came, strict=True)
    ]
    cells = [pair for old, new in rows for pair in zip(old, new, strict=True)]
    told = [(old, new) for old, new in cells if old != new]
    assert told
    assert all("Database 2" in str(new) for _old, new in told)


def test_evidence_of_backups_differs_by_the_policy_that_was_changed() -> None:
    from backups.models import BackupPolicy
    from tests import factories
    from tests.reports.test_backups_report import story

    auditor = factories.user("audrey", "auditor")
    told = story(timezone.now())

    def change() -> None:
        BackupPolicy.objects.filter(pk=told.full.pk).update(retention_s=30 * 86_400)

    found = around("backups", auditor, change)
    assert "Changes of policies" in found
    gone, came = found["Changes of policies"]
    assert (gone, len(came)) == ([], 1)


def test_the_bia_gains_the_assessment_approved_since() -> None:
    from tests import factories
    from tests.reports.builders import approved

    manager = factories.user("manager", "continuity_manager")
    first, second = factories.process("alpha"), factories.process("beta")
    approved(first, at=timezone.now())
    instant = timezone.now()
    before = bia(manager, instant)
    approved(second, at=timezone.now())
    later = timezone.now()
    assert bia(manager, instant) == before
    after = bia(manager, later)
    assert ([*before["chosen"]], after["processes"] == before["processes"]) == (
        after["chosen"][:1], True,
    )  # fmt: skip
    assert len(after["chosen"]) == 2


def bia(by: User, at: datetime) -> Any:
    report = request_report(kind="bia", language="en", as_of=at, by=by, at=timezone.now())
    kind = kind_of(report)
    return kind.plan_of(kind.read(report, None))
