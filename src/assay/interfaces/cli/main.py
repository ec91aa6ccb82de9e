"""The command `assay`: finds the verb, runs it, and turns whatever goes wrong into one sentence and an exit code."""

from __future__ import annotations

import contextlib
import errno
import os
import sys
import tempfile
import traceback
from collections.abc import Iterator, Sequence
from importlib import import_module
from pathlib import Path

import click

from assay.interfaces.cli import streams
from assay.model.errors import AssayError, Exit
from assay.version import __version__

COMMANDS = {
    "demo": "the path so far on the built-in shop, narrated",
    "report": "any report of a past run, from its log",
    "run": "run a Postman collection: Newman's options, and more",
}
"""Each verb has a module of its name beside this one, imported when it is used."""


class Verbs(click.Group):
    """Loads a verb's module only when it is needed: start-up time counts."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All verbs."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The verb of this name."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"assay.interfaces.cli.{cmd_name}").command
        return command

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The verb that the arguments name; an unknown one is refused with the nearest."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches

            near = get_close_matches(args[0], COMMANDS, 1)
            hint = f" Did you mean `{near[0]}`?" if near else f" It knows: {', '.join(COMMANDS)}."
            raise click.UsageError(f"no such command: {args[0]!r}.{hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The list in `assay --help`, without importing a verb."""
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))


@click.group(
    cls=Verbs,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="`assay COMMAND --help` shows the options of a command, with examples.",
)
@click.version_option(__version__, "-v", "--version", message="%(version)s")
def assay() -> None:
    """assay: one tool for the whole life of an API test."""


def main(argv: Sequence[str]) -> int:
    """Run a command line and return its exit code. Nothing that a person may meet leaves a traceback."""
    code = guarded(argv)
    return code if streams.settle() or code else Exit.USAGE


def guarded(argv: Sequence[str]) -> int:
    """The exit code, whatever goes wrong."""
    try:
        code = assay.main(list(argv), prog_name="assay", standalone_mode=False)
        return int(code or Exit.CLEAN)
    except click.exceptions.NoArgsIsHelpError as problem:
        click.echo(problem.ctx.get_help() if problem.ctx else "", err=True)
        return Exit.USAGE
    except click.ClickException as problem:
        return complain(problem.format_message(), usage_hint(problem))
    except AssayError as problem:
        complain(str(problem), "")
        return problem.exit
    except (KeyboardInterrupt, click.Abort):
        return Exit.INTERRUPTED
    except SystemExit as end:  # click's own answer to a closed pipe
        streams.mute(sys.stdout)
        return int(end.code or 0)
    except OSError as problem:
        return unwritable(problem)
    except Exception as problem:  # noqa: BLE001 - the last line of defence: a bug of ours is one line and a file
        return ours(problem)


def usage_hint(problem: click.ClickException) -> str:
    """Where to read on after a usage error."""
    context = getattr(problem, "ctx", None)
    return f"`{context.command_path} --help` shows what it takes." if context else ""


def complain(message: str, hint: str) -> int:
    """One to three lines on standard error."""
    from assay.report.clean import block

    text = "\n".join(line for line in (f"error: {message}", hint) if line)
    write_error(block(text))
    return Exit.USAGE


def write_error(text: str) -> None:
    """To standard error, if anybody is there to read it."""
    streams.Output(sys.stderr).write(text + "\n")


FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO})


def unwritable(problem: OSError) -> int:
    """Standard output that takes nothing more, as far as that is what went wrong."""
    if problem.errno not in FULL or problem.filename:
        return ours(problem)
    streams.mute(sys.stdout)
    return complain(f"standard output cannot be written: {problem.strerror}", "")


def ours(problem: Exception) -> int:
    """A bug of ours: one line, and a file to attach. Messages stay out of it, since they may hold what is secret."""
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
    while problem is not None:
        yield f"{type(problem).__name__}\n"
        yield from traceback.format_tb(problem.__traceback__)
        problem = problem.__cause__ or problem.__context__
