"""Rows of this app as webhooks carry them: what the API answers."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from bia.published import plain
from bia.services.publishing import register_shape

# Model → where its serializer is, and what its address is called.
SHAPES = {
    "bcmsrecord": ("record.BcmsRecordSerializer", "bcms-record"),
    "investmentcase": ("investment.InvestmentCaseSerializer", "investment-case"),
    "strategy": ("levels.StrategySerializer", "recovery-strategy"),
    "levelassessment": ("levels.LevelAssessmentSerializer", "level-assessment"),
    "change": ("change.ChangeSerializer", "change"),
    "risk": ("risk.RiskSerializer", "risk"),
    "managementreview": ("review.ManagementReviewSerializer", "management-review"),
    "programme": ("programme.ProgrammeSerializer", "programme"),
    "evaluation": ("frameworks.EvaluationSerializer", "evaluation"),
}


def register() -> None:
    """Called once, from `AppConfig.ready`."""
    for model in SHAPES:
        register_shape(model, row_json)


def row_json(row: Any) -> dict[str, Any]:
    """As read anew: what a service has in hand may lack what was set beside it."""
    # Serializers need the loaded catalogue of apps.
    name, address = SHAPES[row._meta.model_name]
    module, _dot, serializer = name.partition(".")
    shape = getattr(import_module(f"governance.serializers.{module}"), serializer)
    fresh = type(row).objects.for_list().get(pk=row.pk)
    return plain(shape(fresh).data, f"{address}-detail", fresh.code)
