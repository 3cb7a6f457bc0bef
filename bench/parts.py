"""What is measured, on which organisation, against which target."""

from __future__ import annotations

import io
from collections.abc import Callable

from django.utils import timezone

from accounts.models import User
from bench import backups as backup_pages
from bench import generate
from bench.analysis import analysis, gap_rows, growth
from bench.backfills import BACKFILL_PARTS
from bench.backup_reading import READING
from bench.backup_verifying import VERIFYING
from bench.clocks import clocks
from bench.dashboard import DASHBOARD_PARTS
from bench.drill_programme import DRILL_PROGRAMME_PARTS
from bench.followup import actions, calendar, inbox
from bench.graph import engine
from bench.incidents import INCIDENT_PARTS
from bench.measure import Result, address_of, clocked, page, peak_mb, signed_in
from bench.messages import messages
from bench.plans import PLAN_PARTS
from bench.recovery import recovery_parts
from bench.reports import REPORT_PARTS
from bench.what_if import what_if_parts
from bia.files import target_of
from bia.models import Assessment
from bia.nouns import NOUNS
from bia.services.importing import apply_upload, keep_upload

MISSED = "/gaps/?status=rto_miss&critical=1"


def lists() -> list[Result]:
    """10,000 processes, 1,000 systems, 20,000 dependencies."""
    user = generate.start()
    generate.processes(10_000)
    generate.systems(1_000)
    generate.dependencies()
    generate.measurements(3_000)
    generate.analyse()
    client, limited = signed_in(user), signed_in(generate.owner(departments=10))
    processes = address_of(("bia:process_list", []))
    found = processes and f"{processes}?search=repair&ordering=-code&offset=1000"
    own = processes and f"{processes}?search=repair&ordering=-code&offset=300"
    return [
        page("List of 50 of 10,000 processes", client, processes, 60, 10),
        page("The same, searched, sorted, page 21", client, found, 60, 10),
        page("The same list for an owner of 10 departments", limited, processes, 60, 10),
        page("For that owner searched, sorted, page 7", limited, own, 60, 10),
        page("API: 50 of 10,000 processes", client, "/api/v1/processes/", 60, 10),
        page("List of 50 of 22,000 dependencies", client, "/dependencies/", 60, 10),
        page("Dashboard with 10,000 processes", client, "/", 150, 20),
        page("The same for an owner of 10 departments", limited, "/", 150, 20),
        page("Gaps of 10,000 processes", client, "/gaps/", 150, 13),
        page("Gaps: critical processes that miss", client, MISSED, 150, 13),
        page("Due reviews of 10,000 processes", client, "/reviews/", 150, 10),
        page("Form of a process among 10,000", client, "/processes/new/", 60, 15),
        page("Form of a dependency among 11,000 nodes", client, "/dependencies/new/", 60, 15),
        page("Lookup in 11,000 nodes", client, "/lookup/node/?of=q&q=repair+77", 60, 10),
    ]


def many_assessments() -> list[Result]:
    """10,000 assessments with grids: what is shown must not grow with what there is."""
    user = generate.start()
    generate.processes(10_000)
    generate.assessments(user, categories=2, bands=2, derive=False)
    generate.analyse()
    client = signed_in(user)
    last = "/assessments/overview/?offset=9800"
    return [
        page("List of 50 of 10,000 assessments", client, "/assessments/", 150, 10),
        page("Overview: 200 of 10,000 assessments", client, "/assessments/overview/", 150, 10),
        page("Overview: the last 200 of 10,000", client, last, 150, 10),
        page("Dashboard with 10,000 drafts", client, "/", 150, 20),
    ]


def assessments() -> list[Result]:
    """200 assessments with a grid of 5 categories × 5 time bands."""
    user = generate.start()
    generate.processes(200)
    generate.assessments(user)
    generate.analyse()
    client = signed_in(user)
    code = Assessment.objects.order_by("code")[10].code
    grid = address_of(("bia:assessment_edit", [code]), ("bia:assessment_detail", [code]))
    overview = address_of(("bia:assessment_overview", []), ("bia:bia_overview", []))
    return [
        page("One assessment's grid", client, grid, 60, 10),
        page("BIA overview, 200 × 5 × 5", client, overview, 150, 10),
        page("API: one assessment", client, f"/api/v1/assessments/{code}/", 60, 10),
        page("API: 200 assessments with ratings", client, "/api/v1/assessments/?limit=200"),
    ]


def graph() -> list[Result]:
    """1,000 nodes: 300 processes, 650 systems, 50 sites and suppliers; 1,900 stated edges."""
    user = generate.start()
    generate.processes(300)
    generate.systems(650)
    generate.dependencies()
    generate.measurements(200)
    generate.analyse()
    client = signed_in(user)
    one = "/map/graph.json?node=system:sys-00400&depth=2"
    return [
        page("Map: JSON of 1,000 nodes", client, "/map/graph.json", 150, 10),
        page("Map: neighbourhood in 1,000 nodes", client, one, 150, 10),
        page("Map: page of 1,000 nodes", client, "/map/", 150, 10),
    ]


def report_data() -> list[Result]:
    """500 approved assessments, for `report` to print."""
    from reports.services.requests import request_report

    user = generate.start()
    approver = User.objects.create_user("approver", "approver@example.com", None)
    generate.processes(500)
    generate.systems(200)
    generate.dependencies()
    generate.assessments(user)
    generate.approve_all(user, approver)
    generate.analyse()
    request_report(kind="bia", language="en", by=user, at=timezone.now())
    return []


def report() -> list[Result]:
    """The PDF, in a process that did nothing else: time a page, memory of it and its child."""
    from reports.models import ReportFile
    from reports.services import queue
    from reports.services.building import build

    def whole() -> None:
        while (claimed := queue.claim(at=timezone.now())) is not None:
            build(claimed)

    took = clocked(whole)
    pages = pages_in(bytes(ReportFile.objects.get().content))
    return [
        Result(
            f"BIA report of 500 processes, a page ({pages} pages)", took / pages * 1000, 120, "ms"
        ),
        Result("BIA report of 500 processes, memory", peak_mb(), 500, "MB"),
    ]


def pages_in(content: bytes) -> int:
    from pypdf import PdfReader

    return len(PdfReader(io.BytesIO(content)).pages)


def imports() -> list[Result]:
    """A CSV of 10,000 new processes: preview and application, and what memory it takes."""
    user = generate.start()
    took_small = _import(user, "a", 1_000)
    small_mb = peak_mb()
    took = _import(user, "b", 10_000)
    again = _import(user, "b", 10_000, note="changed")
    return [
        Result("Import of 1,000 new rows", took_small, None, "s"),
        Result("Import of 10,000 new rows", took, 20, "s"),
        Result("Import of 10,000 changed rows", again, 20, "s"),
        Result("Memory the 10,000 rows take more than 1,000", peak_mb() - small_mb, 50, "MB"),
    ]


def _import(user: User, prefix: str, count: int, note: str = "") -> float:
    """Seconds from the uploaded bytes to the committed rows, preview included."""
    target = target_of(NOUNS["process"])
    lines = ["code,name,department,critical,daily_volume,description"]
    lines += [
        f"{prefix}-{n},Process {n},d-{n % 50 + 1},{'yes' if n % 3 else 'no'},{n},{note}"
        for n in range(count)
    ]
    content = "\n".join(lines).encode()

    def whole() -> None:
        now = timezone.now()
        upload, _summary = keep_upload(
            target=target, content=content, filename="bench.csv", by=user, at=now
        )
        apply_upload(upload, target=target, fingerprint=upload.fingerprint, by=user, at=now)

    return clocked(whole)


PARTS: dict[str, Callable[[], list[Result]]] = {
    "lists": lists,
    "assessments": assessments,
    "many": many_assessments,
    "map": graph,
    "analysis": analysis,
    "growth": growth,
    "gap_rows": gap_rows,
    "engine": engine,
    "what_if": what_if_parts,
    "recovery": recovery_parts,
    **READING,
    **VERIFYING,
    "imports": imports,
    "clocks": clocks,
    "messages": messages,
    "actions": actions,
    "calendar": calendar,
    "inbox": inbox,
    "backups": backup_pages.overview,
    "backup_arrivals": backup_pages.arrivals,
    "backup_scan": backup_pages.scan,
    **PLAN_PARTS,
    **BACKFILL_PARTS,
    **INCIDENT_PARTS,
    **DRILL_PROGRAMME_PARTS,
    **DASHBOARD_PARTS,
    "report_data": report_data,
    "report": report,
    **REPORT_PARTS,
}
