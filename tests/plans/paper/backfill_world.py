"""A workaround that was carried out on paper: two shops, the emergency service form, sheets."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from accounts.models import User
from plans.domain.paper_lines import Line
from plans.models import Backfill, Plan, PlanActivation, PlanVersion, Store
from plans.models import PaperForm as Form
from plans.services import backfills, forms, sheets
from tests import factories
from tests.factories import NOON

BEGAN = NOON - timedelta(hours=6)  # 14:00 in Shanghai
RESTORED = NOON - timedelta(hours=2)

COLUMNS: list[dict[str, Any]] = [
    {"key": "time", "name_en": "Time", "name_zh": "时间", "type": "time", "is_required": True,
     "width": 20, "example": "10:30"},
    {"key": "plate", "name_en": "Number plate", "name_zh": "车牌号", "type": "plate",
     "is_required": True, "is_personal": True, "width": 32, "example": "京A12345"},
    {"key": "customer", "name_en": "Customer", "name_zh": "客户姓名", "is_personal": True,
     "width": 36, "example": "张先生"},
    {"key": "phone", "name_en": "Phone", "name_zh": "联系电话", "type": "phone",
     "is_personal": True, "width": 38, "example": "138xxx"},
    {"key": "service", "name_en": "Service", "name_zh": "服务项目", "width": 50,
     "example": "常规保养"},
    {"key": "ready", "name_en": "Expected ready", "name_zh": "预计完成时间", "type": "time",
     "width": 30, "example": "12:00"},
    {"key": "adviser", "name_en": "Service adviser", "name_zh": "服务顾问",
     "groups_totals": True, "width": 36, "example": "李明"},
]  # fmt: skip


def store(code: str = "north", **fields: Any) -> Store:
    values = {"name_en": f"Shop {code}", "name_zh": f"{code}店"}
    return Store.objects.create(code=code, **values | fields)


def form(by: User, code: str = "emergency-service", **fields: Any) -> Form:
    values: dict[str, Any] = {
        "name_en": "Emergency service form", "name_zh": "应急服务登记表", "prefix": "CSM",
        "columns": COLUMNS, "rows_per_sheet": 12,
    }  # fmt: skip
    return forms.create_form(by=by, at=NOON, code=code, **values | fields)


def activation(by: User, **fields: Any) -> PlanActivation:
    plan = Plan.objects.filter(code="csm-workaround").first()
    if plan is None:
        plan = Plan.objects.create(
            code="csm-workaround", kind="workaround", name_en="Customer service on paper",
            name_zh="客服纸质登记", owner=factories.person("chen-qi"),
        )  # fmt: skip
    version, _made = PlanVersion.objects.get_or_create(
        plan=plan, major=1, minor=0, defaults={"author": by, "status": "draft"}
    )
    number = PlanActivation.objects.count() + 1
    values: dict[str, Any] = {
        "code": f"PA-2026-{number:04d}", "reason": "The system is down.", "activated_at": BEGAN,
        "recorded_at": BEGAN, "activated_by": by, "restored_at": RESTORED,
    }  # fmt: skip
    return PlanActivation.objects.create(plan=plan, plan_version=version, **values | fields)


def batch(by: User, quantity: int = 2, at: datetime = NOON, **fields: Any) -> Backfill:
    """A batch of the shop "north" with `quantity` sheets issued: CSM-000001, …"""
    shop = fields.pop("store", None) or Store.objects.filter(code="north").first() or store()
    paper = fields.pop("form", None) or Form.objects.first() or form(by)
    sheets.print_sheets(paper, store=shop, quantity=quantity, language="both", by=by, at=at)
    run = fields.pop("activation", None) or PlanActivation.objects.first() or activation(by)
    return backfills.open_backfill(
        activation=run, form=paper, store=shop, by=by, at=at, quantity=quantity, **fields
    )


def line(serial: str, row: int, number: int | None = None, **values: Any) -> Line:
    """A good line; `values` change or add cells, `void`, `illegible` and `version`."""
    own = {key: values.pop(key) for key in ("void", "illegible", "version") if key in values}
    cells = {
        "time": "14:30", "plate": f"京A1234{row % 10}", "customer": "张先生",
        "phone": "13812345678", "service": "常规保养", "ready": "16:00", "adviser": "李明",
    } | values  # fmt: skip
    return Line(number or row, serial, str(row), cells, **own)
