"""The exit code of a run: Newman's where a pipeline sees it, and never 0 when nothing was run."""

from __future__ import annotations

from assay.app.options import RunOptions
from assay.app.run import EndingWord
from assay.model.errors import Exit
from assay.report.tally import Tally

NOTHING_RAN = "no request was run; give --allow-empty if that is meant"
NOTHING_CHECKED = "no assertion was made, and --fail-on-empty is on"
NO_TIME = "the run was out of time before its end"


def verdict(options: RunOptions, tally: Tally, ending: EndingWord, *, out_of_max_time: bool) -> tuple[Exit, str]:
    """The code, and a sentence where the reports do not say why."""
    if ending == "interrupted":
        return Exit.INTERRUPTED, ""
    if ending == "timed out" and out_of_max_time:
        return Exit.INCOMPLETE, NO_TIME
    if tally.requests.total == 0 and not options.allow_empty and ending not in ("failed", "timed out"):
        return Exit.FINDINGS, NOTHING_RAN
    if options.fail_on_empty and tally.assertions.total == 0:
        return Exit.FINDINGS, NOTHING_CHECKED
    failed = tally.failures > 0 or ending in ("failed", "timed out")
    return (Exit.FINDINGS if failed and not options.suppress_exit_code else Exit.CLEAN), ""
