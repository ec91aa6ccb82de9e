"""A whole curl command, read: its settings, and the transfers that it asks for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from assay.formats.curl.arguments import Walk
from assay.formats.curl.config import disabled, read_default
from assay.formats.curl.group import Group
from assay.formats.curl.jobs import jobs
from assay.formats.curl.world import World
from assay.model.errors import UsageError
from assay.model.transfer import Job, OptionValue


class Command:
    """What a command line asks for.

    `settings` are the options of the whole command by their long names, only those that were given. `verbose` counts
    (1 to 4), `rate` is in seconds between two transfers. Where one of `help` (its category, or empty), `version`,
    `manual`, `engines` or `dump-ca-embed` is among them, something is to be shown and nothing sent.
    `warnings` are sentences, in their order; while `jobs` is walked, some may be added.
    """

    def __init__(
        self, groups: Sequence[Group], settings: Mapping[str, OptionValue], warnings: list[str], world: World
    ) -> None:
        self._groups = groups
        self._world = world
        self.settings = settings
        self.warnings = warnings

    @property
    def groups(self) -> int:
        """How many parts the command has, --next being between two of them."""
        return len(self._groups)

    @property
    def shows(self) -> str:
        """What is to be shown instead of sending: help, version, manual, engines, dump-ca-embed, or nothing."""
        names = ("help", "version", "manual", "engines", "dump-ca-embed")
        return next((name for name in names if name in self.settings), "")

    def jobs(self) -> Iterator[Job]:
        """The transfers in their order, each made when it is asked for.

        Raises UsageError and InputError where curl would stop at that place: a broken glob, two kinds of request in
        one part, no URL, a URL that no query can be added to.
        """
        if self.shows:
            return
        for number, group in enumerate(self._groups):
            yield from jobs(group, number, self._world, self.warnings)


def read_command(argv: Sequence[str], world: World) -> Command:
    """Read the words after `curl`.

    Files that the words name are read now, but for those that are sent (-T, -F name=@file). Raises UsageError for a
    wrong command line and InputError for a file that cannot be read.
    """
    walk = Walk(world)
    if not argv or not disabled(argv[0]):
        read_default(walk)
    walk.words(argv)
    context = walk.context
    if not walk.over:
        _require_combinations(walk.groups)
        _ask_passwords(walk.groups, world)
    return Command(walk.groups, context.settings, context.warnings, world)


def _require_combinations(groups: list[Group]) -> None:
    last = groups[-1]
    if last.output.get("remote-header-name") and last.options.get("continue-at") == "-":
        raise UsageError("--continue-at - and --remote-header-name cannot be combined")


def _ask_passwords(groups: list[Group], world: World) -> None:
    """Complete every `user` that has no password."""
    for number, group in enumerate(groups, start=1):
        place = f" on URL #{number}" if len(groups) > 1 else ""
        for name, kind in (("user", "host"), ("proxy-user", "proxy")):
            login = group.options.get(name)
            if not isinstance(login, str) or (name == "user" and group.options.get("oauth2-bearer")):
                continue
            if ":" not in login and not login.startswith(";"):
                user = login.partition(";")[0]
                password = world.ask(f"Enter {kind} password for user '{user}'{place}:")
                group.options[name] = f"{login}:{password}"
