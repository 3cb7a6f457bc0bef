"""Reports asked for, their progress, and the files they became."""

from reports.models.report import (
    Report,
    ReportFile,
    ReportFormat,
    ReportKind,
    ReportPart,
    ReportState,
)

__all__ = ["Report", "ReportFile", "ReportFormat", "ReportKind", "ReportPart", "ReportState"]
