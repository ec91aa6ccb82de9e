"""One answer on a terminal: status, headers, the body by its type, the time of each phase, and what it means."""

from assay.report.answer.body import body_lines
from assay.report.answer.explained import explained_lines
from assay.report.answer.screen import View, answer_lines

__all__ = ["View", "answer_lines", "body_lines", "explained_lines"]
