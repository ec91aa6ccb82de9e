"""The report on a terminal, while the run goes on."""

from assay.report.console.options import ConsoleOptions
from assay.report.console.reporter import Console

__all__ = ["Console", "ConsoleOptions"]
