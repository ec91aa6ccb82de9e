"""`assay curl`: any curl command, sent as curl would send it, its answer shown and explained."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from itertools import islice
from typing import TYPE_CHECKING

from assay.app.exploring.options import ExploreOptions
from assay.interfaces.cli.before_curl import OPTIONS, place_of_curl, read_own
from assay.interfaces.cli.streams import Output
from assay.model.errors import Exit, UsageError

if TYPE_CHECKING:  # loaded where something is sent
    from assay.formats.curl import Command

MOST_SHOWN = 1000
"""Transfers of one command that `--as` writes."""
HELP = """Usage: assay [OPTIONS] curl [CURL OPTIONS] URL...

  Put `assay` before any curl command: it sends what curl would send, shows the answer, and says what it most
  likely means. Into a pipe or a file goes the raw body, as with curl. What was sent is kept: `assay history`.

Examples:
  assay curl http://127.0.0.1:8000/health
  assay curl -X POST http://127.0.0.1:8000/v1/auth/login --json '{"email": "ann@example.com"}'
  assay --as python curl -u ann:pw http://127.0.0.1:8000/v1/me
  assay --identity alice --env local curl /v1/me
  assay --report json=answer.json curl -sf http://127.0.0.1:8000/v1/products

Options before the word curl:
{options}

Options behind it are curl's, all of those for HTTP: `assay curl --help all`, and curl's own manual.

Exit codes:
  0  an answer came (whatever its status; with -f one below 400)
  1  -f or --fail-with-body, and the answer was 400 or more
  2  wrong usage, or a file that cannot be read
  3  no answer: no such host, refused, out of time, TLS; curl's own number is in `--report json`
  130  interrupted
"""


def curl(argv: Sequence[str]) -> int:
    """Run a command line whose verb is curl, and return the exit code."""
    place = place_of_curl(argv)
    assert place is not None
    from assay.app.exploring.world import ProcessWorld
    from assay.formats.curl import read_command

    options = read_own(argv[:place])
    command = read_command(argv[place + 1 :], ProcessWorld())
    if command.shows:
        return shown(command)
    return written(options, command) if options.form else sent(options, command)


def sent(options: ExploreOptions, command: Command) -> int:
    """Send everything, show it, make the reports."""
    from assay.interfaces.cli.sending import send

    return send(command.jobs(), command.settings, options, warnings=command.warnings)


def written(options: ExploreOptions, command: Command) -> int:
    """Write the request in another form; nothing is sent."""
    from assay.app.exploring.surroundings import Surroundings
    from assay.formats.code import KINDS, render

    if options.form not in KINDS:
        from difflib import get_close_matches

        near = get_close_matches(options.form or "", KINDS, 1)
        hint = f"Did you mean {near[0]}?" if near else f"There are: {', '.join(KINDS)}."
        raise UsageError(f"there is no form {options.form!r}", where="--as", remedy=hint)
    around = Surroundings(options)
    transfers = [around.placed(job.transfer) for job in islice(command.jobs(), MOST_SHOWN)]
    text, losses = render(options.form, transfers)
    out, err = Output(sys.stdout), Output(sys.stderr)
    for loss in losses:
        err.write(
            f"warning: {options.form} cannot hold {clean(f'{loss.where}: ' if loss.where else '')}{clean(loss.what)}\n"
        )
    out.write(text if text.endswith("\n") else text + "\n")
    out.finish()
    return Exit.CLEAN


def shown(command: Command) -> int:
    """--help, --version and their kin."""
    out = Output(sys.stdout)
    category = command.settings.get("help")
    if command.shows == "help":
        out.write(curls_options(str(category)) if category and category is not True else help_text())
    elif command.shows == "version":
        out.write(versions())
    else:
        out.write(f"assay curl has no --{command.shows}; `assay curl --help all` lists curl's options.\n")
    out.finish()
    return Exit.CLEAN


def help_text() -> str:
    """The page."""
    rows = [(f"{name} {own.metavar}".strip(), own.says) for name, own in OPTIONS.items()]
    width = max(len(name) for name, _ in rows)
    return HELP.replace("{options}", "\n".join(f"  {name:<{width}}  {says}" for name, says in rows))


def curls_options(word: str) -> str:
    """curl's options that are known here, those whose name holds the word; `all` for all of them."""
    from assay.formats.curl.options import table

    found = [one for one in table() if word in ("all", one.letter) or word.lstrip("-") in one.name]
    lines = [f"{f'-{one.letter},' if one.letter else '':>5} --{one.name}{_taken(one.kind)}" for one in found]
    return "\n".join(lines or [f"curl has no option with {clean(word)} in its name"]) + "\n"


def _taken(kind: str) -> str:
    """What an option takes, in angle brackets as curl writes it."""
    return "" if kind in ("once", "flag") else f" <{kind}>"


def versions() -> str:
    """Ours and libcurl's."""
    import pycurl

    from assay.version import __version__

    return f"assay {__version__}\n{pycurl.version}\n"


def clean(text: str) -> str:
    """One line, harmless."""
    from assay.report.clean import line

    return line(text)
