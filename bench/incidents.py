"""Incidents: the war room and its feed, the list of 40 open ones and of 10,000, declaring.

`feed_load` is bounded: `VIEWERS` clients ask every `EVERY_S` seconds for `LASTS_S` seconds, from
threads against a server of gunicorn's own settings, so sockets, sessions and middleware count.
"""

from __future__ import annotations

import http.client
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import urlsplit

from django.test import Client
from django.utils import timezone

from accounts.models import Person, User
from bench import generate
from bench.measure import RUNS, Result, clocked, page, signed_in
from bia.models import Process, System
from followup.models import Clock
from incidents.models import Incident, IncidentSystem, RoleAssignment
from incidents.services import incidents as verbs
from plans.models import IncidentGrade
from plans.services.catalogue_loading import load_plan_catalogue

OPEN = 40
OVER = 10_000
VIEWERS = 100
EVERY_S = 5.0
LASTS_S = 30.0


def incident_parts() -> list[Result]:
    """40 open incidents beside 10,000 that are over; 1,000 processes on 400 systems."""
    user = _organisation()
    over(OVER, user)
    going_on(OPEN - 1, user)
    room = _responding(_declared(0, user), user)
    generate.analyse()
    client, address = signed_in(user), f"/incidents/{room.number}/"
    room.refresh_from_db()
    feed = f"{address}feed/?since={room.seq}"
    return [
        page(f"List with {OPEN} open incidents of {OVER + OPEN:,}", client, "/incidents/", 300, 15),
        page("The same, only the open ones", client, "/incidents/?stands=open", 300, 15),
        page("The same, searched, page 21", client, f"/incidents/?search=fault&offset={20 * 50}",
             300, 15),
        page("War room", client, address, 300, 45),
        page("Card of a running incident", client, f"{address}card/", 150, 20),
        page("Feed: everything anew", client, f"{address}feed/?since=0", 300, 45),
        _nothing_new(client, feed),
        _declaring(client),
    ]  # fmt: skip


def _nothing_new(client: Client, address: str) -> Result:
    """204, all middleware included."""

    def ask() -> None:
        assert client.get(address, headers={"HX-Request": "true"}).status_code == 204

    ask()
    took = [clocked(ask) for _ in range(5 * RUNS)]
    return Result("Feed: nothing new", statistics.median(took) * 1000, 20, "ms")


def _declaring(client: Client) -> Result:
    """POST of three fields: number, impacts, suggestion, card, call list, clocks, ladder, news."""
    numbers = iter(range(1_000))

    def declare() -> None:
        n = next(numbers)
        sent = {"title": f"Out {n}", "systems": [f"sys-{n + 100:05d}"], "choice": "separate"}
        assert client.post("/incidents/declare/", sent).status_code == 302

    for _ in range(2):
        declare()
    took = [clocked(declare) for _ in range(RUNS)]
    return Result("Declare: POST", statistics.median(took) * 1000, 150, "ms")


def feed_load() -> list[Result]:
    """100 viewers of one room, nothing new: p95 of what each waits."""
    user = _organisation()
    room = _responding(_declared(0, user), user)
    room.refresh_from_db()
    client = signed_in(user)
    cookie = "; ".join(f"{name}={one.value}" for name, one in client.cookies.items())
    with _server() as address:
        took = _viewed(address, f"/incidents/{room.number}/feed/?since={room.seq}", cookie)
    took.sort()
    name = f"Feed: {VIEWERS} viewers every {EVERY_S:.0f} s"
    return [
        Result(f"{name}, p95", took[int(len(took) * 0.95)] * 1000, 100, "ms"),
        Result(f"{name}, median", statistics.median(took) * 1000, None, "ms"),
    ]


@contextmanager
def _server() -> Iterator[str]:
    """gunicorn as `make run` starts it, on the bench's database."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = os.environ | {"PORT": str(port), "HOST": "127.0.0.1", "WEB_CONCURRENCY": "2"}
    command = [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "bcm.wsgi"]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        _until_it_answers(port)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)


def _until_it_answers(port: int) -> None:
    until = time.monotonic() + 90
    while time.monotonic() < until:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return
        except OSError:
            time.sleep(0.2)
    raise SystemExit("The server does not answer.")


def _viewed(address: str, path: str, cookie: str) -> list[float]:
    took: list[float] = []
    ends = time.perf_counter() + LASTS_S
    host = urlsplit(address).netloc

    def view(n: int) -> None:
        time.sleep(EVERY_S * n / VIEWERS)
        while (begun := time.perf_counter()) < ends:
            # The server keeps nobody's connection for five seconds.
            connection = http.client.HTTPConnection(host, timeout=10)
            connection.request("GET", path, headers={"Cookie": cookie, "HX-Request": "true"})
            answer = connection.getresponse()
            answer.read()
            assert answer.status == 204, answer.status
            connection.close()
            took.append(time.perf_counter() - begun)
            time.sleep(max(0.0, EVERY_S - (time.perf_counter() - begun)))

    threads = [threading.Thread(target=view, args=(n,)) for n in range(VIEWERS)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    return took


def _organisation() -> User:
    user = generate.start()
    load_plan_catalogue(at=timezone.now())
    generate.processes(1_000)
    generate.systems(400)
    generate.dependencies()
    Person.objects.get_or_create(code="boss", defaults={"name": "Boss", "user": user})
    return user


def _declared(n: int, user: User) -> Incident:
    system = System.objects.get(code=f"sys-{n + 1:05d}")
    now = timezone.now()
    return verbs.declare(
        title=f"Fault {n}", systems=[(system, "full")], regions=["all"],
        occurred_at=now - timedelta(minutes=12), by=user, at=now - timedelta(minutes=10),
        recorded_at=now,
    )  # fmt: skip


def _responding(row: Incident, user: User) -> Incident:
    now = timezone.now()
    verbs.acknowledge(row, by=user, at=now - timedelta(minutes=9), recorded_at=now)
    grade = IncidentGrade.objects.get(code="I")
    known = Process.objects.exclude(impacts__incident=row)[:5]
    for process in known:
        verbs.open_impact(row, process=process, by=user, at=now)
    return verbs.confirm_grade(row, grade=grade, reason="Bench", by=user, at=now)


def over(count: int, user: User) -> None:
    """Closed long ago, row by row: what the list and its filters must step over."""
    began = timezone.now() - timedelta(days=400)
    grades = list(IncidentGrade.objects.all())
    rows = []
    for n in range(count):
        at = began + timedelta(minutes=50 * n)
        rows.append(
            Incident(
                number=f"INC-2024-{n + 1:05d}", title=f"Past fault {n}", status="closed",
                occurred_at=at, detected_at=at, declared_at=at, declared_by=user,
                restored_at=at + timedelta(hours=1), verified_at=at + timedelta(hours=2),
                closed_at=at + timedelta(days=2), grade=grades[n % len(grades)], seq=20,
            )
        )  # fmt: skip
    Incident.objects.bulk_create(rows, batch_size=1_000)


def going_on(count: int, user: User) -> None:
    """A site has burnt: everything on it was declared at once (E47), three clocks run for each."""
    at = timezone.now() - timedelta(minutes=10)
    rows = Incident.objects.bulk_create(
        Incident(
            number=f"INC-2025-{n + 1:04d}", title=f"Fault {n}", status="responding",
            occurred_at=at, detected_at=at, declared_at=at, declared_by=user, seq=20,
            grade=IncidentGrade.objects.get(code="II"),
        )
        for n in range(count)
    )  # fmt: skip
    systems = System.objects.order_by("code")[:count]
    IncidentSystem.objects.bulk_create(
        IncidentSystem(incident=row, system=system)
        for row, system in zip(rows, systems, strict=True)
    )
    kinds = ("decision_response", "situation_report", "in_command")
    Clock.objects.bulk_create(
        Clock(
            kind=kind, subject_kind="incident", subject_code=row.number, anchor_at=at,
            first_due_at=at + timedelta(hours=1), due_at=at + timedelta(hours=1), created_at=at,
        )
        for row in rows
        for kind in kinds
    )  # fmt: skip
    RoleAssignment.objects.bulk_create(
        RoleAssignment(incident=row, role="commander", person=user.person, assumed_at=at)
        for row in rows
    )


INCIDENT_PARTS = {"incidents": incident_parts, "feed_load": feed_load}
