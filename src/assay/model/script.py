"""What a script is given and what it says: the values of the script port."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import msgspec


class ScriptRun(msgspec.Struct, frozen=True, kw_only=True):
    """One script to be run, with all that it may see."""

    id: str
    listen: str
    """prerequest or test."""
    source: str
    context: Mapping[str, Any]
    """environment, globals, collectionVariables and _variables, each {"values": [{key, value, type}]}; data, cookies,
    request, response."""
    cursor: Mapping[str, Any]
    legacy: Mapping[str, Any]
    timeout: float
    """Seconds of wall clock after which the script is ended."""
    packages: Mapping[str, Any] | None = None


class ScriptError(msgspec.Struct, frozen=True, kw_only=True):
    """An error that a script threw, or that an assertion carries. `line` and `column` are those of the user's text."""

    name: str
    message: str
    line: int | None = None
    column: int | None = None
    stack: str = ""


class Assertion(msgspec.Struct, frozen=True, kw_only=True):
    """One verdict of a script."""

    name: str
    passed: bool
    skipped: bool = False
    error: ScriptError | None = None
    index: int = 0


class Log(msgspec.Struct, frozen=True, kw_only=True):
    """One call of console.*: plain JSON values, ready to be shown."""

    level: str
    values: tuple[Any, ...] = ()


class ScriptResult(msgspec.Struct, frozen=True, kw_only=True):
    """All that came of a script. A scope is None where the script did not change it."""

    assertions: tuple[Assertion, ...] = ()
    logs: tuple[Log, ...] = ()
    errors: tuple[ScriptError, ...] = ()
    next_request: str | msgspec.UnsetType | None = msgspec.UNSET
    skip_request: bool = False
    environment: Sequence[Mapping[str, Any]] | None = None
    globals: Sequence[Mapping[str, Any]] | None = None
    collection_variables: Sequence[Mapping[str, Any]] | None = None
    variables: Sequence[Mapping[str, Any]] | None = None
    request: Mapping[str, Any] | None = None
    visualizer: Mapping[str, Any] | None = None
    killed: str | None = None
    """Why the script was ended by force, in one sentence."""
    seconds: float = 0.0


class ScriptRefused(Exception):
    """The host's refusal of something that a script asked for; its text reaches the script."""


class Serve(Protocol):
    """The host's answers to what a running script asks for."""

    async def request(
        self, request: dict[str, Any], cursor: Mapping[str, Any]
    ) -> tuple[dict[str, Any] | None, dict[str, Any] | None, dict[str, Any] | None]:
        """pm.sendRequest: (error, response, history), each plain JSON or None."""
        ...

    async def cookies(self, method: str, args: list[Any]) -> Any:
        """One call of tough-cookie's Store interface. Raises ScriptRefused."""
        ...

    async def vault(self, method: str, args: list[Any]) -> Any:
        """pm.vault. Raises ScriptRefused."""
        ...

    async def run_request(self, request: str, options: Any) -> Any:
        """pm.execution.runRequest. Raises ScriptRefused."""
        ...
