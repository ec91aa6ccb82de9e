"""The console script: shows nothing of our insides, also when Ctrl-C comes before everything is loaded."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
from typing import NoReturn


def entry() -> NoReturn:
    """Run the command line of this process and exit with its code."""
    if signal.getsignal(signal.SIGINT) is not signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.SIG_DFL)  # Python's own way is a traceback through whatever is imported
    from assay.interfaces.cli import streams
    from assay.interfaces.cli.before_curl import place_of_curl

    streams.open_all()
    streams.end_on_signals()
    is_curl = place_of_curl(sys.argv[1:]) is not None
    try:
        code = run(sys.argv[1:], is_curl=is_curl)
    except KeyboardInterrupt:  # between the last line of a command and the next line here
        code = 130
    streams.listen(signal.SIG_IGN)  # the work is done: there is nothing left to end but Python's own clearing up
    if is_curl:
        end_now(code)
    sys.exit(code)


def end_now(code: int) -> NoReturn:
    """End without taking Python apart first, which costs a tenth of a small command: nothing is left to be written."""
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError, ValueError):  # closed: settled before
            stream.flush()
    os._exit(code)


def run(argv: list[str], *, is_curl: bool) -> int:
    """The exit code of a command line. Behind the word curl all is curl's, so click never sees it."""
    if is_curl:
        from assay.interfaces.cli import lean

        lean.load()
        from assay.interfaces.cli.curl import curl
        from assay.interfaces.cli.guard import guarded

        return guarded(lambda: curl(argv))
    from assay.interfaces.cli.main import main

    return main(argv)
