"""curl's options for answers and for the whole command, read as kinds of values."""

from __future__ import annotations

from collections.abc import Mapping

from assay.model.transfer import OptionValue
from assay.transport.curl.asked import Asked


class Settings:
    """Options of the whole command, by their long names."""

    def __init__(self, options: Mapping[str, OptionValue]) -> None:
        asked = Asked(options)
        self.parallel = asked.flag("parallel")
        self.most_at_once = max(1, asked.integer("parallel-max") or 50)
        self.fail_early = asked.flag("fail-early")
        self.silent = asked.flag("silent")
        self.show_error = asked.flag("show-error")
        self.verbose = asked.flag("verbose") or asked.integer_or_zero("verbose") > 0
        self.trace = asked.text("trace")
        self.trace_ascii = asked.text("trace-ascii")
        self.trace_time = asked.flag("trace-time")
        self.trace_ids = asked.flag("trace-ids")
        self.progress_bar = asked.flag("progress-bar")
        self.no_progress = asked.denied("progress-meter")
        self.apart = asked.number("rate") or 0.0
        """Seconds from the start of one transfer to the next (--rate)."""
        self.stderr = asked.text("stderr")

    @property
    def tells_errors(self) -> bool:
        """Not with -s, unless -S is there too."""
        return not self.silent or self.show_error
