"""What a suite is told from outside: variables of the environment as those of the process, secrets without default."""

from __future__ import annotations

from collections.abc import Container, Mapping
from typing import Any

import msgspec

from assay.promote.flow import Flow
from assay.promote.naming import fixture_name, free, identifier
from assay.promote.templates import lone, well_formed

PROCESS = "variable of the process "
"""With the name of one, the variable that stands for it: nothing else decides what it is called there."""


class Setting(msgspec.Struct, frozen=True, kw_only=True):
    """A variable, the session fixture that gives it, and where its value comes from."""

    variable: str
    fixture: str
    env: str
    """The name in the process environment."""
    secret: bool = False
    default: str | None = None
    """None where it has to be set."""


class Settings:
    """All of them; whoever writes a function asks here and so tells which are used."""

    def __init__(
        self, prefix: str, flow: Flow, statics: Mapping[str, Any], environment: frozenset[str], secret: frozenset[str]
    ) -> None:
        self.prefix = prefix
        self._statics = statics
        self._environment = environment
        """Those that differ from one environment to the next."""
        self._secret = secret | flow.secret | flow.outside
        self._outside = set(flow.outside)
        """Those that nobody sets but who runs the suite."""
        self.used: dict[str, Setting] = {}
        self._fixtures: set[str] = set()
        self._others: Container[str] = ()
        self.origins = _origins(flow)

    @property
    def base(self) -> str:
        """The origin that most requests go to."""
        return max(self.origins, key=lambda one: self.origins[one], default="{{base_url}}")

    def is_static(self, variable: str) -> bool:
        """Whether somebody set it before anything ran."""
        return variable in self._statics or variable in self._outside or variable.startswith(PROCESS)

    def demand(self, variable: str) -> None:
        """Have a variable come from outside, as a secret: nothing tells its value."""
        self._outside.add(variable)
        self._secret |= {variable}

    def avoid(self, names: Container[str]) -> None:
        """Name no setting as other fixtures are named."""
        self._others = names

    def literal(self, variable: str) -> str | None:
        """The value of a variable that is the same everywhere, or None."""
        if variable in self._secret or variable in self._environment or variable not in self._statics:
            return None
        value = self._statics[variable]
        return None if value is None else well_formed(str(value))

    def setting(self, variable: str) -> Setting:
        """The setting of a variable, from now on used."""
        if variable not in self.used:
            secret = variable in self._secret or variable.startswith(PROCESS)
            value = self._statics.get(variable)
            name = fixture_name(variable.removeprefix(PROCESS))
            name = free(name if name not in self._others else f"{name}_setting", self._fixtures)
            self._fixtures.add(name)
            self.used[variable] = Setting(
                variable=variable,
                fixture=name,
                env=self.env(variable),
                secret=secret,
                default=None if secret or value in (None, "") else well_formed(str(value)),
            )
        return self.used[variable]

    def env(self, variable: str) -> str:
        """The name of a variable in the process environment."""
        if variable.startswith(PROCESS):
            return variable.removeprefix(PROCESS)
        return f"{self.prefix}_{identifier(variable, 'value', 50).upper().strip('_')}"

    @property
    def base_setting(self) -> Setting:
        """Where the API is found."""
        name = lone(self.base)
        value = str(self._statics.get(name) or "") if name else self.base
        return Setting(
            variable=name or "", fixture="base_url", env=f"{self.prefix}_BASE_URL", default=value.rstrip("/") or None
        )


def _origins(flow: Flow) -> dict[str, int]:
    found: dict[str, int] = {}
    for node in (one for one in flow.nodes if not one.source.implied):
        found[node.shape.origin] = found.get(node.shape.origin, 0) + 1
    return found
