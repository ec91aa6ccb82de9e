"""curl's options for answers and for the whole command, read as kinds of values."""

from __future__ import annotations

from collections.abc import Mapping

from assay.model.transfer import OptionValue
from assay.transport.curl.asked import Asked

LEFT_OUT = ("ssl-sessions", "libcurl")
"""Options that are accepted and do nothing: pycurl reaches no sessions, and there is no C source to write."""


class Settings:
    """Options of the whole command, by their long names."""

    def __init__(self, options: Mapping[str, OptionValue]) -> None:
        asked = Asked(options)
        self.parallel = asked.flag("parallel")
        self.most_at_once = max(1, asked.integer("parallel-max") or 50)
        self.at_once = asked.flag("parallel-immediate")
        self.most_a_host = asked.integer("parallel-max-host") or 0
        self.left_out = tuple(name for name in LEFT_OUT if asked.text(name) is not None)
        self.fail_early = asked.flag("fail-early")
        self.silent = asked.flag("silent")
        self.verbose = asked.flag("verbose") or asked.integer_or_zero("verbose") > 0
        self.trace = asked.text("trace")
        self.trace_ascii = asked.text("trace-ascii")
        self.trace_time = asked.flag("trace-time")
        self.apart = asked.number("rate") or 0.0
        """Seconds from the start of one transfer to the next (--rate)."""

    @property
    def shows_work(self) -> bool:
        """Whether -v, --trace or --trace-ascii was given."""
        return self.verbose or self.trace is not None or self.trace_ascii is not None
