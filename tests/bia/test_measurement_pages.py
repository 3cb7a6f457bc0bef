"""The pages of results: lists with age and source, one result, recording by hand; the gap page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from django.utils import timezone

from accounts.models import User
from bia.gaps.action import action_links, proposal
from bia.gaps.row import GapRow
from bia.gaps.rows import gap_rows
from bia.measured import source_url
from bia.models import Measurement, Process, System
from tests import factories

pytestmark = pytest.mark.django_db

HOUR = 3600


def measured(subject: Process | System, value_s: int, days_ago: int, **fields: Any) -> Measurement:
    column = "process" if isinstance(subject, Process) else "system"
    defaults = {"kind": "rto", "source": "Drill 7"}
    return Measurement.objects.create(
        code=f"M-{Measurement.objects.count() + 1:06d}",
        value_s=value_s,
        at=timezone.now() - timedelta(days=days_ago),
        **{column: subject},
        **(defaults | fields),
    )


def text(user: User, address: str) -> str:
    answer = factories.login(user).get(address)
    assert answer.status_code == 200
    return " ".join(answer.content.decode().split())


@pytest.fixture
def process(db: None) -> Process:
    return factories.process(
        "booking", name="Booking", rto_s=HOUR, mtd_s=4 * HOUR, rpo_s=60, critical=True
    )


def test_the_gap_page_says_who_measured_what_and_how_old_it_is(
    process: Process, manager: User
) -> None:
    measured(process, 2 * HOUR, 40, created_by=manager)
    page = text(manager, "/gaps/")
    for words in ("Drill 7", "Manager", "measured", "40 days ago", "+1\N{NO-BREAK SPACE}h"):
        assert words in page or words.replace("\N{NO-BREAK SPACE}", " ") in page


def test_what_is_out_of_date_is_shown_with_its_age_and_since_when(
    process: Process, manager: User
) -> None:
    factories.organisation(timezone="UTC")
    measured(process, 60, 412)
    since = (timezone.now() - timedelta(days=412 - 366)).date().isoformat()
    for address in ("/gaps/", "/processes/booking/", "/measurements/"):
        page = text(manager, address)
        assert "412 days" in page
        assert f"out of date since {since}" in page.replace("</time>", "").replace(
            f'<time datetime="{since}">', ""
        )


def test_a_tabletop_result_is_called_what_it_is(process: Process, manager: User) -> None:
    measured(process, 60, 2, confidence="simulated")
    assert "Proves nothing" in text(manager, "/gaps/")
    assert "Simulated: proves nothing" in text(manager, "/processes/booking/")


def test_an_estimate_is_called_so(process: Process, manager: User) -> None:
    measured(process, 60, 2, confidence="estimated")
    assert "estimated" in text(manager, "/gaps/")
    assert "Estimated" in text(manager, "/measurements/")


def test_a_source_of_ours_is_linked() -> None:
    assert source_url("Re-test of ACT-2026-0007") == "/actions/ACT-2026-0007/"
    assert source_url("restore-test:RT-000007") == "/backups/restore-tests/RT-000007/"
    assert source_url("Switchover drill") == ""


def test_the_list_shows_one_subject(process: Process, manager: User) -> None:
    measured(process, 60, 1, source="Drill A")
    measured(factories.system("dispatch"), 60, 1, source="Drill B")
    page = text(manager, "/measurements/?subject=process:booking")
    assert ("Drill A" in page, "Drill B" in page) == (True, False)


def test_a_result_of_a_hidden_process_is_hidden(alice: User, charlie: User) -> None:
    one = measured(factories.process("hers", department="sales"), 60, 1)
    assert factories.login(alice).get(f"/measurements/{one.code}/").status_code == 200
    assert factories.login(charlie).get(f"/measurements/{one.code}/").status_code == 404


FILLED = {
    "subject": "process:booking", "kind": "rto", "value_s": "45 min", "at": "2026-01-02T10:30",
    "source": "Restore test", "confidence": "measured", "note": "Second try",
}  # fmt: skip


def test_a_result_is_recorded_by_hand(process: Process, manager: User) -> None:
    answer = factories.login(manager).post("/measurements/new/", FILLED)
    assert (answer.status_code, answer["Location"]) == (302, "/processes/booking/")
    one = Measurement.objects.get()
    assert (one.value_s, one.target_s, one.created_by) == (2700, HOUR, manager)
    # Typed in the zone of the reader: 10:30 in Shanghai.
    assert one.at.isoformat() == "2026-01-02T02:30:00+00:00"


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("value_s", "soon", "is not a duration"),
        ("value_s", "", "This field is required"),
        ("subject", "process:unknown", "process:unknown"),
        ("at", "2099-01-01T00:00", "This lies in the future"),
        ("source", "", "This field is required"),
    ],
)
def test_a_wrong_entry_is_refused_at_its_field(
    field: str, value: str, words: str, process: Process, manager: User
) -> None:
    answer = factories.login(manager).post("/measurements/new/", FILLED | {field: value})
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert words in str(answer.context["form"].errors[field])
    assert not Measurement.objects.exists()


def test_only_those_who_may_record_get_the_form(process: Process, auditor: User) -> None:
    assert factories.login(auditor).get("/measurements/new/").status_code == 403
    assert "/measurements/new/" not in text(auditor, "/processes/booking/")


def row_of(user: User) -> GapRow:
    return gap_rows(user, timezone.now())[0]


def test_a_missed_target_opens_a_filled_in_action(process: Process, manager: User) -> None:
    measured(process, 2 * HOUR, 40)
    (measure, href), _rpo = action_links(row_of(manager))
    query = {name: values[0] for name, values in parse_qs(urlsplit(href).query).items()}
    assert (measure, urlsplit(href).path) == ("rto", "/actions/new/")
    assert query | {"finding": ""} == {
        "source": "gap", "source_ref": "gap:process:booking:rto", "subject": "process:booking",
        "title": "Bring Booking back within 1 h", "finding": "", "priority": "P1",
        "kind": "correct", "verify_by": "measurement",
        "criterion": "A measured recovery takes at most 1 h.",
        "criterion_subject": "process:booking", "criterion_measure": "rto",
        "criterion_limit_s": "3600",
    }  # fmt: skip
    form = factories.login(manager).get(href)
    assert form.status_code == 200
    assert "Bring Booking back within 1 h" in form.content.decode()
    assert 'name="criterion_limit_s" value="1 h"' in form.content.decode().replace(
        "\N{NO-BREAK SPACE}", " "
    )


def test_what_nothing_proves_asks_for_proof(process: Process, manager: User) -> None:
    row = row_of(manager)
    assert proposal(row, "rto")["title"] == "Prove that Booking is back within 1 h"
    assert proposal(row, "rpo")["priority"] == "P2"


def test_an_open_action_stands_in_the_row_instead_of_the_link(
    process: Process, manager: User
) -> None:
    assert "Act on the recovery time" in text(manager, "/gaps/")
    one = factories.action(
        by=manager, source="gap", source_ref="gap:process:booking:rto", title="Be faster",
        subject_kind="process", subject_code="booking",
    )  # fmt: skip
    page = text(manager, "/gaps/")
    assert f"{one.code} Be faster" in page
    assert "Act on the recovery time" not in page
    assert "Be faster" in text(manager, "/processes/booking/")


def test_the_api_gives_the_evidence_behind_each_gap(process: Process, manager: User) -> None:
    factories.organisation(timezone="UTC")
    measured(process, 2 * HOUR, 40, created_by=manager)
    measured(process, 60, 3, confidence="simulated")
    node = factories.api(manager).get("/api/v1/analysis/gaps/").json()["nodes"][0]
    proof = node["proof"]
    assert (proof["value_s"], proof["recorded_by"], proof["age_days"], proof["proves"]) == (
        2 * HOUR, "Manager", 40, True,
    )  # fmt: skip
    assert [(one["value_s"], one["confidence"], one["proves"]) for one in node["beside"]] == [
        (60, "simulated", False)
    ]
    rows = factories.api(manager).get("/api/v1/measurements/?ordering=at").json()["results"]
    assert [(one["age_days"], one["stale_since"], one["proves"]) for one in rows] == [
        (40, None, True),
        (3, None, False),
    ]
