"""A report of two hundred pages that two workers share, each a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys

from django.utils import timezone

from accounts.models import User
from bench import generate
from bench.measure import Result

PROCESSES, WORKERS = 95, 2
PAGES_FROM = 190


def report_shared_data() -> list[Result]:
    """95 approved assessments, which are 200 pages."""
    from reports.services.requests import request_report

    user = generate.start()
    approver = User.objects.create_user("approver", "approver@example.com", None)
    generate.processes(PROCESSES)
    generate.systems(50)
    generate.dependencies()
    generate.assessments(user)
    generate.approve_all(user, approver)
    generate.analyse()
    request_report(kind="bia", language="en", by=user, at=timezone.now())
    return []


def report_shared() -> list[Result]:
    """From the first claim to the stored file, over both workers, and the larger one's memory."""
    from reports.models import Report

    running = [
        subprocess.Popen(
            [sys.executable, "-m", "bench.report_worker"], stdout=subprocess.PIPE, text=True
        )
        for _worker in range(WORKERS)
    ]
    told = [json.loads(one.communicate()[0].splitlines()[-1]) for one in running]
    report = Report.objects.get()
    assert report.started_at is not None
    assert report.finished_at is not None
    pages = report.page_count or 0
    assert pages >= PAGES_FROM, pages
    took = (report.finished_at - report.started_at).total_seconds()
    parts = " + ".join(str(one["parts"]) for one in told)
    return [
        Result(
            f"BIA report of {pages} pages by two workers ({parts} parts), a page",
            took / pages * 1000, 120, "ms",
        ),
        Result(
            f"BIA report of {pages} pages by two workers, memory of the larger",
            max(one["peak_mb"] for one in told), 500, "MB",
        ),
    ]  # fmt: skip


REPORT_PARTS = {"report_shared_data": report_shared_data, "report_shared": report_shared}
