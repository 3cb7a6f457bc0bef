"""Reports asked for, their progress, the files they became, and who gets them again and again."""

from reports.models.report import (
    Report,
    ReportDelivery,
    ReportFile,
    ReportFormat,
    ReportKind,
    ReportPart,
    ReportState,
    ReportVariant,
)
from reports.models.schedule import AsOfRule, ReportSchedule, ScheduleEvery, ScheduleRecipient

__all__ = [
    "AsOfRule",
    "Report",
    "ReportDelivery",
    "ReportFile",
    "ReportFormat",
    "ReportKind",
    "ReportPart",
    "ReportSchedule",
    "ReportState",
    "ReportVariant",
    "ScheduleEvery",
    "ScheduleRecipient",
]
