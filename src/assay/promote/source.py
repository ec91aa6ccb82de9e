"""What is to be promoted: each request of a collection with all that it inherits, and what it was once answered."""

from __future__ import annotations

import json
from typing import Any, Literal

import msgspec

from assay.model.suite import Auth, Step

Level = Literal["suite", "folder", "step"]


class Script(msgspec.Struct, frozen=True, kw_only=True):
    """A script that listens to a request, and who holds it."""

    listen: str
    """prerequest or test."""
    source: str
    level: Level = "step"
    owner: str = ""
    moved: tuple[int, ...] = ()
    """Lines that are no more in `source`: a request of its own stands for them."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """A request as it was sent, and the recorded answer; secrets are masked in both."""

    method: str
    url: str
    sent: str = ""
    """The request's body as text."""
    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    cookies: tuple[str, ...] = ()
    """The names of the cookies that were sent."""
    began: tuple[str, ...] = ()
    """The names of the cookies that it has set, on the way to it too."""
    ended: tuple[str, ...] = ()
    """The names of the cookies that it has taken away."""
    redirected: bool = False
    """Whether it was reached by way of another answer."""

    def json(self) -> Any:
        """The body as a JSON value, or None where it is none."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            return None

    @property
    def good(self) -> bool:
        """Whether the status is 2xx."""
        return 200 <= self.status < 300


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """One request of the collection."""

    step: Step
    path: tuple[str, ...] = ()
    """The folders around it, outermost first."""
    auth: Auth | None = None
    """The nearest: its own, or that of a folder or the collection."""
    scripts: tuple[Script, ...] = ()
    answers: tuple[Answer, ...] = ()
    """The last of each turn; several where the collection asked again (polling)."""
    failed: tuple[str, ...] = ()
    """Names of the assertions that failed when it was recorded."""
    unanswered: str = ""
    """Why there is no answer."""
    asides: tuple[Answer, ...] = ()
    """The answers to what its scripts and its authentication have sent beside it."""
    unread: tuple[str, ...] = ()
    """Why files that it sends cannot be kept."""
    implied: bool = False
    """Whether it is no request of the collection, but one that a script or an authentication makes."""

    @property
    def name(self) -> str:
        """Folders and name, as reports write it."""
        return " / ".join((*self.path, self.step.name))

    @property
    def answer(self) -> Answer | None:
        """The answer that stands."""
        return self.answers[-1] if self.answers else None

    def listening(self, listen: str) -> tuple[Script, ...]:
        """Its scripts for one event, outermost first."""
        return tuple(script for script in self.scripts if script.listen == listen)
