"""What a program wants done: said, never done, by the pure rooms."""

from __future__ import annotations

from collections.abc import Callable, Generator
from typing import Any, TypeVar

import msgspec

from assay.model.dependency import Trouble
from assay.model.event import Event
from assay.model.exchange import Exchange
from assay.model.http import Request
from assay.model.script import ScriptRun


class Send(msgspec.Struct, frozen=True, kw_only=True):
    """Send one request; the reply is its Exchange."""

    request: Request


class Together(msgspec.Struct, frozen=True, kw_only=True):
    """Send all at one moment, for races; the reply is a tuple of Exchanges in the same order."""

    requests: tuple[Request, ...]
    after: tuple[float, ...] = ()
    """Seconds that each of them waits; empty: none does."""


class Overhear(msgspec.Struct, frozen=True, kw_only=True):
    """Listen on loopback while one request is sent; the reply is Overheard.

    `request` is called with the base URL of the listener, without a slash at its end. Whoever calls there is answered
    204, and remembered.
    """

    request: Callable[[str], Request]
    seconds: float = 0.5
    """How long to listen on, after the answer."""


class Overheard(msgspec.Struct, frozen=True, kw_only=True):
    """The exchange, and the targets of the requests that reached the listener: `/path?query`, at most 100."""

    exchange: Exchange
    targets: tuple[str, ...] = ()


class Disturb(msgspec.Struct, frozen=True, kw_only=True):
    """From now on, lay a fault on a call to a dependency, whenever the API makes it; the reply is None."""

    dependency: str
    call: str
    trouble: Trouble
    then: Trouble | None = None
    """What is laid on it instead, from its second time on."""


class Calm(msgspec.Struct, frozen=True, kw_only=True):
    """End every fault; the reply is a tuple of Heard: what the API called since the last Calm, in order."""


class Sleep(msgspec.Struct, frozen=True, kw_only=True):
    """Wait; the reply is None."""

    seconds: float


class Inspect(msgspec.Struct, frozen=True, kw_only=True):
    """Look at a file that the collection names; the reply is FileFacts or FileRefused."""

    path: str


class FileFacts(msgspec.Struct, frozen=True, kw_only=True):
    """A file that may be read: its absolute path and its size in bytes."""

    path: str
    size: int


class FileRefused(msgspec.Struct, frozen=True, kw_only=True):
    """A file that is not there, is no file, or may not be read."""

    reason: str


class Read(msgspec.Struct, frozen=True, kw_only=True):
    """The content of a file that was inspected (for a body hash); the reply is bytes, or FileRefused."""

    path: str
    limit: int = 64 * 1024 * 1024


class Conceal(msgspec.Struct, frozen=True, kw_only=True):
    """Values that no sink may show from now on; the reply is None.

    `named` are variables, concealed where their name says that they are secret.
    """

    values: tuple[str, ...] = ()
    named: tuple[tuple[str, str], ...] = ()


class RunScript(msgspec.Struct, frozen=True, kw_only=True):
    """Run one script; the reply is its ScriptResult. `asks` are programs for what it asks for while it runs."""

    run: ScriptRun
    asks: Asks


class Asks(msgspec.Struct, frozen=True, kw_only=True):
    """Programs that answer a running script; several may run side by side. The signatures are those of Serve."""

    request: Callable[[dict[str, Any]], Program[tuple[Any, Any, Any]]]
    cookies: Callable[[str, list[Any]], Any]
    run_request: Callable[[str, Any], Program[Any]]


Command = Send | Together | Overhear | Disturb | Calm | Sleep | Inspect | Read | Conceal | RunScript
Reply = Any  # each command fixes the type of its reply
T = TypeVar("T")
Program = Generator[Command | Event, Reply, T]
"""Yields commands and the events beside them; an event is answered with None."""
