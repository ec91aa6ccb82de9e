"""The report as one page that needs nothing else: no server, no network, no other file."""

from assay.report.html.page import html

__all__ = ["html"]
