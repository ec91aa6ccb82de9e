"""What the effects of options work on: the present part of the command, and what all parts share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from assay.formats.curl.group import Group
from assay.formats.curl.options import Option
from assay.formats.curl.world import World
from assay.model.errors import UsageError
from assay.model.transfer import OptionValue

if TYPE_CHECKING:
    from assay.formats.curl.variables import Variables

TLS_VERSIONS = ("tlsv1", "tlsv1.0", "tlsv1.1", "tlsv1.2", "tlsv1.3")
TRACES = ("trace", "trace-ascii")
HIGHEST_TLS = {"default": 9, "1.0": 0, "1.1": 1, "1.2": 2, "1.3": 3}
"""What --tls-max takes, as a rank."""
_LOWEST_TLS = {"tlsv1": 0, "tlsv1.0": 0, "tlsv1.1": 1, "tlsv1.2": 2, "tlsv1.3": 3}


class Context:
    """The state while a command is read."""

    __slots__ = ("_variables", "group", "settings", "warnings", "world")

    def __init__(self, world: World) -> None:
        self.world = world
        self.group = Group()
        self.settings: dict[str, OptionValue] = {}
        self.warnings: list[str] = []
        self._variables: Variables | None = None

    @property
    def variables(self) -> Variables:
        """The variables of --variable."""
        if self._variables is None:
            from assay.formats.curl.variables import Variables  # few commands have any

            self._variables = Variables()
        return self._variables

    def warn(self, option: Option, what: str) -> None:
        """Tell the person something about an option."""
        self.warnings.append(f"--{option.name}: {what}")

    def stored(self, option: Option) -> dict[str, OptionValue]:
        """Where the value of an option belongs."""
        if option.place == "command":
            return self.settings
        if option.place == "answer":
            return self.group.output
        return self.group.options if option.place == "travel" else {}

    def only(self, option: Option, value: OptionValue, names: tuple[str, ...]) -> None:
        """Store it in the place of all that it takes turns with."""
        place = self.stored(option)
        for name in names:
            place.pop(name, None)
        place[option.name] = value

    def append(self, option: Option, *values: str) -> None:
        """Add to what was given before."""
        place = self.stored(option)
        before = place.get(option.name, ())
        place[option.name] = (*before, *values) if isinstance(before, tuple) else values


def require_tls_order(lowest: str, highest: str, option: Option) -> None:
    """Raises UsageError where the lowest version of TLS is above the highest."""
    if _LOWEST_TLS[lowest] > HIGHEST_TLS[highest]:
        raise UsageError(f"--{lowest} asks for more than --tls-max {highest} allows", where=f"--{option.name}")
