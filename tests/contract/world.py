"""What the contract's resources take: one body each, in an order in which they can be made."""

from __future__ import annotations

from decimal import Decimal, InvalidOperation
from typing import Any

from django.conf import settings
from rest_framework.test import APIClient

from backups.services.locations import create_location
from incidents.services.monitoring import create_source
from tests import factories
from tests.contract import governance_world

ROOT = "/api/v1"
RECORD = ("id", "code", "version", "created_at", "updated_at", "url")

SCORES = {900: 1, 3600: 2, 14400: 3, 86400: 4}
RATINGS = [
    {"category": category, "at_s": at_s, "score": score, "amount": None, "text": ""}
    for category in ("customer", "reputation")
    for at_s, score in SCORES.items()
]

# Every write field of the contract's table of resources, with a value that is not its default.
BODIES: dict[str, dict[str, Any]] = {
    "sites": {
        "code": "dc-a",
        "name": "Data centre A",
        "kind": "dr",
        "region": "east",
        "timezone": "Asia/Shanghai",
    },
    "departments": {"code": "rescue", "name": "Rescue", "parent": "after-sales"},
    "people": {
        "code": "p-101",
        "name": "王**",
        "email": "p-101@example.com",
        "phones": ["138****0001", "+86 21 5555 0001"],
        "department": "rescue",
        "deputy": "p-100",
        "username": "alice",
    },
    "suppliers": {
        "code": "carrier",
        "name": "Carrier",
        "contract_rto_s": 14400,
        "contract_rpo_s": 0,
    },
    "systems": {
        "code": "dispatch",
        "name": "Dispatch",
        "kind": "service",
        "importance": "core",
        "site": "dc-a",
        "supplier": "carrier",
        "restore_s": 600,
        "rto_s": 900,
        "rpo_s": 300,
        "dr_level": 5,
    },
    "processes": {
        "code": "road-rescue",
        "name": "Road rescue",
        "department": "rescue",
        "owner": "p-101",
        "critical": True,
        "life_safety": True,
        "daily_volume": 1500,
        "mbco_percent": "62.5",
        "wrt_s": 300,
        "wrt_blocking": True,
        "review_due": "2027-03-01",
    },
    "dependencies": {
        "dependent": "process:road-rescue",
        "needs": "system:dispatch",
        "mode": "parallel",
        "strength": "degrading",
        "workaround_activation_s": 300,
        "workaround_endurance_s": 14400,
        "workaround_capacity": "0.6",
        "group": "either",
        "group_needs": 1,
    },
    "tiers": {
        "code": "week",
        "name_en": "Within a week",
        "name_zh": "一周内",
        "max_rto_s": 604800,
        "min_margin": "0.25",
    },
    "impact-categories": {"code": "environment", "name_en": "Environment", "name_zh": "环境"},
    "time-bands": {"at_s": 5400},
    "assessments": {
        "process": "road-rescue",
        "policy": "first_intolerable",
        "threshold": 3,
        "ratings": RATINGS,
        "mtd_s": 3600,
        "rto_s": 900,
        "rpo_s": 300,
        "rationale": "Beyond an hour somebody may die.",
    },
    "measurements": {
        "subject": "system:dispatch",
        "kind": "rto",
        "value_s": 0,
        "target_s": 900,
        "source": "restore test 2026-03",
        "at": "2026-03-02T20:00:00+08:00",
        "confidence": "simulated",
    },
    "root-causes": {"code": "line", "name_en": "Lines", "name_zh": "线路", "is_active": False},
    "corrective-actions": {
        "title": "Second line to the dispatch centre",
        "state": "draft",
        "source": "gap",
        "source_ref": "gap:process:road-rescue:rto",
        "subject": "process:road-rescue",
        "finding": "One line carries every call.",
        "root_cause": "Nobody asked for a second one.",
        "cause": "line",
        "kind": "prevent",
        "priority": "P1",
        "owner": "p-101",
        "verifier": "p-100",
        "due_on": "2031-03-01",
        "verify_by": "measurement",
        "criterion": "Calls go through with the first line cut.",
        "criterion_subject": "system:dispatch",
        "criterion_measure": "rto",
        "criterion_limit_s": 0,
        "plan_change": "Plan 2.1, page 4",
        "cost_estimate": "1500.00",
    },
    "recovery-options": {
        "system": "dispatch",
        "level": 5,
        "annual_cost": "12000.50",
        "rto_s": 0,
        "rpo_s": 60,
        "note": "A second centre, switched by hand.",
    },
    "loss-profiles": {
        "process": "road-rescue",
        "basis": "rates",
        "segments": [
            {"until_s": 7200, "rate_per_hour": "15"},
            {"until_s": None, "rate_per_hour": "40.5"},
        ],
        "penalties": [{"beyond_s": 28800, "amount": "250"}],
        "peaks": [
            {
                "label": "End of month",
                "month_days": [-1, 1],
                "weekdays": [],
                "from_hour": 8,
                "until_hour": 20,
                "factor": "1.5",
            }
        ],
        "per_year": "0.5",
        "low_s": 3600,
        "high_s": 57600,
        "seed": 7,
        "runs": 1000,
    },
    "scenarios": {
        "name": "The data centre burns",
        "description": "At night, with half of the people.",
        "inputs": {
            "failed": ["site:dc-a", "importance:core"],
            "start": None,
            "duration_s": None,
            "teams": 2,
            "decision_s": 0,
            "sample_at_s": [0, 3600],
            "restore_point_shift_s": 900,
            "staff_share": "0.8",
        },
        "variant_of": None,
    },
    "backup-policies": {
        "code": "dispatch-full",
        "system": "dispatch",
        "data_class": "Call data",
        "method": "full",
        "active": False,
        "schedule": "FREQ=DAILY;BYHOUR=2;BYMINUTE=0",
        "timezone": "Asia/Shanghai",
        "grace_s": 0,
        "lag_s": 60,
        "duration_s": 600,
        "shortest_s": 0,
        "longest_s": 7200,
        "rpo_s": 86400,
        "retention_s": 7948800,
        "retention_count": 3,
        "legal_retention_s": 7948800,
        "locations": ["nas"],
        "places": [{"location": "nas", "folder": "dispatch"}],
        "naming_pattern": r"^(?P<date>\d{8})\.bak$",
        "encryption": "age",
        "encryption_key": "key-2026",
        "size_tolerance_percent": 30,
        "smallest_bytes": 0,
        "log_required": True,
        "failure_patterns": "^error",
        "allowed_patterns": "^error: none",
        "success_pattern": "^done$",
        "verify_every_s": 2592000,
        "verify_within_s": 0,
        "declared_every": 4,
        "restore_test_every_s": 2678400,
        "restore_format": "tar",
        "assertions": [{"name": "calls", "path": "calls.csv", "op": "exists"}],
        "gap_query": "SELECT max(at) FROM calls",
        "restore_limit_s": 600,
        "expansion_limit": 50,
        "switchover_every_s": 7948800,
    },
    "backup-sets": {
        "code": "dispatch-2026-03-01",
        "policy": "dispatch-full",
        "kind": "full",
        "started_at": "2026-03-02T02:00:00+08:00",
        "finished_at": "2026-03-02T02:10:00+08:00",
        "restore_point_at": "2026-03-02T02:00:00+08:00",
        "size_bytes": 0,
        "file_count": 1,
        "tool": "nightly.sh",
        "facts": {"host": "db-1"},
    },
    "verifications": {"backup_set": "dispatch-2026-03-01"},
    "restore-tests": {"backup_set": "dispatch-2026-03-01"},
    "response-roles": {
        "code": "line-lead",
        "name_en": "Line lead",
        "name_zh": "线路负责人",
        "kind": "command",
        "duties_en": "Takes over the lines.",
        "duties_zh": "接管线路。",
        "capacity": 2,
        "position": 5,
        "is_active": False,
        "holders": ["p-101", "p-100"],
    },
    "comms-templates": {
        "code": "radio-first",
        "name_en": "By radio, first word",
        "name_zh": "电台首次通告",
        "audience": "stores",
        "moment": "first",
        "subject_en": "{number}",
        "subject_zh": "{title}",
        "body_en": "{systems} since {since}",
        "body_zh": "{processes}",
        "is_active": False,
        "position": 0,
    },
    "plans": {
        "code": "rescue-workaround",
        "kind": "workaround",
        "level": "tactical",
        "name_en": "Rescue by radio",
        "name_zh": "对讲机救援",
        "owner": "p-101",
        "deputy": "p-100",
        "processes": ["road-rescue"],
        "systems": ["dispatch"],
        "sites": ["dc-a"],
        "confidentiality": "restricted",
        "languages": "both",
        "review_months": 6,
    },
    "stores": {
        "code": "shop-1",
        "name_en": "Shop 1",
        "name_zh": "一店",
        "manager": "p-100",
        "lead": "p-101",
        "site": "dc-a",
        "is_active": False,
    },
    "paper-forms": {
        "code": "rescue-form",
        "name_en": "Rescues",
        "name_zh": "救援登记表",
        "prefix": "RES",
        "header_en": "One rescue a row.",
        "header_zh": "一行一单。",
        "rows_per_sheet": 8,
        "landscape": False,
        "plan": "rescue-workaround",
        "process": "road-rescue",
        "is_active": False,
        "columns": [
            {
                "key": "plate",
                "name_en": "Plate",
                "name_zh": "车牌号",
                "type": "plate",
                "is_required": True,
                "is_personal": True,
                "groups_totals": False,
                "width": 40,
                "choices": [],
                "example": "京A12345",
            }
        ],
    },
    "incidents": {
        "title": "Rescue dispatch down",
        "systems": ["dispatch"],
        "regions": ["east", "north"],
        "category": "database",
        "summary": "No calls come in.",
        "occurred_at": "2026-03-02T10:00:00+08:00",
        "occurred_precision": "estimated",
        "detected_at": "2026-03-02T10:02:00+08:00",
        "external_id": "monitor-1",
        "change_ref": "CHG-12",
        "planned_maintenance": True,
        "confidentiality": "restricted",
    },
    "drill-policies": {
        "code": "rescue-switch",
        "name_en": "Switch the rescue centre over",
        "name_zh": "救援中心切换",
        "type": "functional",
        "subtype": "dr_switchover",
        "period": "half_year",
        "min_count": 1,
        "max_count": 2,
        "scope": "process",
        "tiers": [],
        "processes": ["road-rescue"],
        "systems": [],
        "satisfied_by": ["full"],
        "required_roles": ["line-lead"],
        "starts_on": "2030-01-01",
        "ends_on": "2033-12-31",
        "grace_days": 7,
        "rrule": "FREQ=MONTHLY;BYDAY=1TU",
        "timezone": "Asia/Shanghai",
        "allowed_weekdays": [2, 4],
        "starts_at": "09:30:00",
        "low_season": True,
        "duration_s": 14400,
        "cost": "medium",
        "cost_estimate": "1500.00",
        "form_en": "Real, in part.",
        "form_zh": "部分真实操作",
        "participants_en": "The rescue centre",
        "participants_zh": "救援中心",
        "owner": "p-101",
        "is_active": False,
    },
    "drill-scenarios": {
        "code": "lines-cut",
        "name_en": "All lines are cut",
        "name_zh": "线路全断",
        "hazard": "telecom",
        "trigger_en": "An excavator.",
        "trigger_zh": "挖掘机",
        "narrative_en": "Nobody reaches the centre.",
        "narrative_zh": "呼叫中心失联",
        "questions": [{"en": "Who notices?", "zh": "谁先发现?"}],
        "types": ["tabletop", "functional"],
        "duration_s": 7200,
        "processes": ["road-rescue"],
        "systems": ["dispatch"],
        "sites": ["dc-a"],
        "source": "2025, in earnest",
        "is_active": False,
    },
    "drills": {
        "title": "Rescue by radio",
        "type": "functional",
        "subtype": "communication",
        "scenario": "lines-cut",
        "policy": "rescue-switch",
        "planned_start": "2031-03-04T09:30:00+08:00",
        "planned_end": "2031-03-04T12:00:00+08:00",
        "timezone": "Asia/Tokyo",
        "place": "Room 1",
        "purpose": "Does the second line carry the calls?",
        "no_notice": True,
        "processes": ["road-rescue"],
        "systems": ["dispatch"],
        "plan": "rescue-workaround",
        "plan_version": "1.0",
        "tests_draft": True,
        "lead_controller": "p-100",
        "lead_evaluator": "p-101",
        "whitelist": ["p-101"],
        "present_within_s": 0,
        "cost_planned": "200.00",
    },
    "reports": {
        "kind": "bia",
        "language": "zh-hans",
        "format": "xlsx",
        "as_of": "2026-03-02T20:00:00+08:00",
        "filters": {"processes": ["road-rescue"]},
    },
    "report-schedules": {
        "name": "Monthly",
        "kind": "gaps",
        "format": "xlsx",
        "language": "zh-hans",
        "filters": {"critical": True},
        "every": "month",
        "starts_on": "2026-04-30",
        "at_time": "07:00:00",
    },
    **governance_world.BODIES,
}

# A change that is valid for what BODIES made.
CHANGES: dict[str, dict[str, Any]] = {
    "sites": {"name": "Data centre B"},
    "departments": {"name": "Road rescue"},
    "people": {"name": "李**"},
    "suppliers": {"contract_rpo_s": 60},
    "systems": {"rto_s": 0},
    "processes": {"daily_volume": 0},
    "dependencies": {"strength": "optional"},
    "tiers": {"min_margin": "0.3"},
    "impact-categories": {"name_en": "Nature"},
    "time-bands": {"active": False},
    "assessments": {"rto_s": 600},
    "root-causes": {"is_active": True},
    "corrective-actions": {"cost_estimate": "0.00"},
    "recovery-options": {"annual_cost": "0.00"},
    "loss-profiles": {"per_year": "0"},
    "scenarios": {"description": ""},
    "backup-policies": {"grace_s": 3600},
    "backup-sets": {"tool": "hourly.sh"},
    "response-roles": {"capacity": None},
    "comms-templates": {"is_active": True},
    "plans": {"review_months": 12},
    "stores": {"lead": None},
    "paper-forms": {"rows_per_sheet": 12},
    "dr-catalogues": {"note_en": "As the auditors read it."},
    "incidents": {"summary": "Calls come in by radio."},
    "drill-policies": {"grace_days": 0},
    "drill-scenarios": {"source": ""},
    "drills": {"place": "Room 2"},
    "report-schedules": {"name": "Every month"},
    **governance_world.CHANGES,
}

# What a manager does not post: it comes with the product, out of the rules, or from those who run
# the machines.
GIVEN = (
    *("dr-catalogues", "findings", "backup-locations", "monitoring-sources"),
    *governance_world.GIVEN,
)

# What an analysis says, in answers to readers only: writes of hundreds would repeat it.
READ_ONLY = {"systems": {"dr_level_needed"}} | governance_world.READ_ONLY


def path(resource: str, code: str = "") -> str:
    return f"{ROOT}/{resource}/{code}/" if code else f"{ROOT}/{resource}/"


def create(client: APIClient, resource: str, **changes: Any) -> dict[str, Any]:
    """What the product answers to the body of `resource`; anything but 201 (202) fails."""
    response = client.post(path(resource), BODIES.get(resource, {}) | changes)
    assert response.status_code in (201, 202), (resource, response.status_code, response.content)
    answer: dict[str, Any] = response.json()
    return answer


def build(client: APIClient, *resources: str) -> dict[str, dict[str, Any]]:
    """One object of each resource (or up to and with those named), by resource."""
    last = max(list(BODIES).index(name) for name in resources) if resources else len(BODIES)
    made: dict[str, dict[str, Any]] = {}
    for resource in list(BODIES)[: last + 1]:
        if resource == "departments":
            create(client, "departments", code="after-sales", name="After-sales", parent=None)
        if resource == "people":
            create(
                client, "people", code="p-100", deputy=None, username=None, email="p@example.com"
            )
        if resource == "backup-policies":
            _location()
        if resource == "incidents":
            _source()
        if resource == "verifications":
            made["backup-sets"] = _copied(client, made["backup-sets"])
        made[resource] = create(client, resource)
    if not resources:
        made |= {resource: _given(client, resource) for resource in GIVEN}
    return made


def _location() -> None:
    """Where the backups lie, by an administrator: a manager may not say what is read."""
    by = factories.user("storage", "administrator")
    url = (settings.BACKUP_ROOTS[0] / "nas").as_uri()
    create_location(code="nas", name="NAS", url=url, medium="disk", by=by, at=factories.NOON)


def _source() -> None:
    """A monitoring system with its own login, by who runs the machines."""
    create_source(
        code="prometheus", name="Prometheus", kind="alertmanager",
        user=factories.user("monitor", "service_account"),
        by=factories.user("watch", "it_operations"), at=factories.NOON,
    )  # fmt: skip


def _copied(client: APIClient, backup_set: dict[str, Any]) -> dict[str, Any]:
    """The set with bytes somewhere: without them nothing is verified or restored."""
    place = {"location": "nas", "path": "dispatch/20260302.bak"}
    response = client.post(f"{address(backup_set)}copies/", place)
    assert response.status_code in (200, 201), response.content
    answer: dict[str, Any] = client.get(address(backup_set)).json()
    return answer


def address(made: dict[str, Any]) -> str:
    """Where an object stands; a location's `url` is the place itself."""
    url: str = made.get("href") or made["url"]
    return url


def _given(client: APIClient, resource: str) -> dict[str, Any]:
    """The first of what nobody posts; findings after the rules have looked."""
    if resource == "findings":
        assert client.post(path(resource, "checks")).status_code == 201
    first: dict[str, Any] = client.get(path(resource)).json()["results"][0]
    return first


def number(value: Any) -> Any:
    """Decimals compare as numbers, whatever zeros they end with; the rest as it is."""
    if isinstance(value, bool) or value is None:
        return value
    if isinstance(value, list):
        return [number(one) for one in value]
    if isinstance(value, dict):
        return {name: number(one) for name, one in value.items()}
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return value


def problems(response: Any) -> list[tuple[str, str | None]]:
    """(code, attr) of each error; the body has the standardized shape, or this fails."""
    body = response.json()
    assert set(body) >= {"type", "errors"}, body
    assert body["type"] in ("validation_error", "client_error", "server_error")
    for error in body["errors"]:
        assert set(error) == {"code", "detail", "attr"}
        assert error["detail"]
    return [(error["code"], error["attr"]) for error in body["errors"]]
