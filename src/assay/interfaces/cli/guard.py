"""Turns whatever goes wrong in a command into one sentence and an exit code."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Callable, Iterator

from assay.interfaces.cli import streams
from assay.model.errors import AssayError, Exit, UsageError
from assay.version import __version__

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})


def guarded(step: Callable[[], int]) -> int:
    """The step's exit code, or that of what went wrong. Nothing that a person may meet leaves a traceback."""
    code = attempted(step)
    return code if streams.settle() or code else Exit.USAGE


def attempted(step: Callable[[], int]) -> int:
    """The exit code, whatever goes wrong."""
    try:
        standing()
        return step()
    except AssayError as problem:
        complain(str(problem), "")
        return problem.exit
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except SystemExit as end:  # click's own answer to a closed pipe
        streams.mute(sys.stdout)
        return int(end.code or 0)
    except OSError as problem:
        return unwritable(problem)
    except Exception as problem:  # noqa: BLE001 - the last line of defence: a bug of ours is one line and a file
        return ours(problem)


def standing() -> None:
    """Raises UsageError where the working directory has been deleted: every name of a file is below it."""
    try:
        os.getcwd()
    except OSError as problem:
        gone = f"the working directory cannot be used: {problem.strerror}"
        raise UsageError(gone, remedy="Change to a folder that exists.") from None


def complain(message: str, hint: str) -> int:
    """One to three lines on standard error."""
    from assay.report.clean import block

    text = "\n".join(line for line in (f"error: {message}", hint) if line)
    write_error(block(text))
    return Exit.USAGE


def write_error(text: str) -> None:
    """To standard error, if anybody is there to read it."""
    streams.Output(sys.stderr).write(text + "\n")


def unwritable(problem: OSError) -> int:
    """Standard output that takes nothing more, as far as that is what went wrong."""
    if problem.errno not in FULL or problem.filename:
        return ours(problem)
    streams.mute(sys.stdout)
    return complain(f"standard output cannot be written: {problem.strerror}", "")


def ours(problem: Exception) -> int:
    """A bug of ours: one line, and a file to attach. Messages stay out of it, since they may hold what is secret."""
    import contextlib
    import tempfile
    from pathlib import Path

    text = f"assay {__version__}, Python {sys.version}\n{''.join(anonymous(problem))}"
    for folder in (Path(".assay"), Path(tempfile.gettempdir())):
        with contextlib.suppress(OSError):
            folder.mkdir(exist_ok=True)
            file, name = tempfile.mkstemp(".txt", "bug-", folder)
            with os.fdopen(file, "w", encoding="utf-8", errors="backslashreplace") as sink:
                sink.write(text)
            write_error(f"error: a bug in assay; please attach {name} to a report")
            return Exit.OURS
    write_error(f"error: a bug in assay: {type(problem).__name__}; no file to attach could be written")
    return Exit.OURS


def anonymous(problem: BaseException | None) -> Iterator[str]:
    """Where it happened, and how it is called: the exception and what caused it, innermost last."""
    import traceback

    while problem is not None:
        yield f"{type(problem).__name__}\n"
        yield from traceback.format_tb(problem.__traceback__)
        problem = problem.__cause__ or problem.__context__
