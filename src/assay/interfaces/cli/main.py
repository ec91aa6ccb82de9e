"""The command `assay`: finds the verb and runs it."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from keyword import iskeyword

import click

from assay.interfaces.cli.guard import complain, guarded
from assay.model.errors import Exit
from assay.version import __version__

COMMANDS = {
    "again": "an exchange sent again, with changes",
    "break": "every fault of every dependency against every operation",
    "compare": "what differs between two answers",
    "contract": "what an API promises, inferred from traffic",
    "convert": "between formats: curl, Postman, HAR, .http, case table, …",
    "curl": "any curl command, its answer shown and explained",
    "config": "each setting with its origin",
    "demo": "the path so far on the built-in shop, narrated",
    "history": "what was sent by hand, looked up",
    "init": "a project: assay.toml, an environment, a first collection",
    "probe": "the ugly paths of an API, from its contract",
    "promote": "pytest code from a collection, proven to judge alike",
    "proxy": "stand before a dependency and break it",
    "report": "any report of a past run, from its log",
    "run": "run a Postman collection: Newman's options, and more",
    "save": "what was sent by hand becomes requests of a collection",
    "show": "one exchange of the history, readable",
    "trust": "whether the tests themselves can be believed",
    "stub": "stand in for a dependency",
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
        module = f"{cmd_name}_" if iskeyword(cmd_name) else cmd_name
        command: click.Command = import_module(f"assay.interfaces.cli.{module}").command
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
    return guarded(lambda: dispatched(argv))


def dispatched(argv: Sequence[str]) -> int:
    """The exit code of the verb; click's own complaints in our form."""
    try:
        code = assay.main(list(argv), prog_name="assay", standalone_mode=False)
        return int(code or Exit.CLEAN)
    except click.exceptions.NoArgsIsHelpError as problem:
        click.echo(problem.ctx.get_help() if problem.ctx else "", err=True)
        return Exit.USAGE
    except click.ClickException as problem:
        return complain(problem.format_message(), usage_hint(problem))
    except click.Abort:
        return Exit.INTERRUPTED


def usage_hint(problem: click.ClickException) -> str:
    """Where to read on after a usage error."""
    context = getattr(problem, "ctx", None)
    return f"`{context.command_path} --help` shows what it takes." if context else ""
