"""What is answered to a request that matches: the answer, how slowly, and what goes wrong with it."""

from __future__ import annotations

from typing import Any

import msgspec

from assay.model.http import Headers


class Fixed(msgspec.Struct, frozen=True, kw_only=True, tag="fixed"):
    """Always so many seconds."""

    seconds: float


class Uniform(msgspec.Struct, frozen=True, kw_only=True, tag="uniform"):
    """Evenly between two numbers of seconds."""

    lower: float
    upper: float


class LogNormal(msgspec.Struct, frozen=True, kw_only=True, tag="lognormal"):
    """Log-normal about a median in seconds; at most `most` where that is given."""

    median: float
    sigma: float
    most: float | None = None


Delay = Fixed | Uniform | LogNormal


class Dribble(msgspec.Struct, frozen=True, kw_only=True):
    """The body in so many pieces over so many seconds."""

    pieces: int
    seconds: float


class Fault(msgspec.Struct, frozen=True, kw_only=True):
    """A fault by its name in `assay.faults`, with what is to be told of it (`{"after": 100}`)."""

    name: str
    settings: dict[str, Any] = {}


class Forward(msgspec.Struct, frozen=True, kw_only=True):
    """The request goes on to a real server, and its answer comes back."""

    base_url: str
    headers: Headers = ()
    """Set on the request that goes on."""
    without: tuple[str, ...] = ()
    """Headers that do not go on."""
    prefix_removed: str = ""


class Reply(msgspec.Struct, frozen=True, kw_only=True):
    """One answer. At most one of `body` and `body_file` is set."""

    status: int = 200
    reason: str = ""
    headers: Headers = ()
    body: bytes = b""
    body_file: str = ""
    """A path below the folder of files; a template too, where `template` is set."""
    template: bool = False
    """Status text, headers, body and file name are templates in the manner of Handlebars."""
    settings: dict[str, Any] = {}
    """What templates see as `parameters`."""
    delay: Delay | None = None
    dribble: Dribble | None = None
    fault: Fault | None = None
    forward: Forward | None = None
