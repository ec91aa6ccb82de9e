"""What a draft is made of, and what it becomes: calls and what the collection holds in, a suite and notes out."""

from __future__ import annotations

from typing import Literal

import msgspec

from assay.model.contract import Contract
from assay.model.exchange import Exchange
from assay.model.http import Response
from assay.model.suite import Suite
from assay.model.transfer import Transfer
from assay.model.variable import Environment


class Call(msgspec.Struct, frozen=True, kw_only=True):
    """One exchange that was sent by hand; every secret in it is a stand-in (`***7f3a`)."""

    n: int
    """Its number in the history."""
    transfer: Transfer
    exchanges: tuple[Exchange, ...]
    at: float = 0.0
    repeats: tuple[Exchange, ...] = ()
    """The same read sent again, just now, to see what changes on its own."""

    @property
    def asked(self) -> Exchange:
        """The exchange that asked for what the person wanted: before any redirect, after any challenge."""
        first = self.exchanges[0]
        for exchange in self.exchanges[1:]:
            if exchange.request.url != first.request.url or exchange.request.method != first.request.method:
                return first
            first = exchange
        return first

    @property
    def response(self) -> Response | None:
        """The answer that stands."""
        return self.exchanges[-1].response if self.exchanges else None

    @property
    def status(self) -> int:
        """Of the answer that stands; 0 where nobody answered."""
        return self.response.status if self.response else 0

    @property
    def method(self) -> str:
        """As it was asked for."""
        return self.asked.request.method

    @property
    def url(self) -> str:
        """As it was asked for."""
        return self.asked.request.url


class Existing(msgspec.Struct, frozen=True, kw_only=True):
    """A request that the collection holds already."""

    place: tuple[int, ...]
    """Indices from the collection's items down to it."""
    name: str
    """By folders and name, as `Auth / Log in`."""
    method: str
    url: str
    """As written: {{variables}} and `:id` may stand in it."""
    script: str = ""
    """Its test scripts, joined."""


class Surroundings(msgspec.Struct, frozen=True, kw_only=True):
    """What the draft has to fit into."""

    variables: dict[str, str] = {}
    """What the collection and the environment call by these names already, with their values as text."""
    steps: tuple[Existing, ...] = ()
    """Requests that run before the new ones, in the order in which they run."""
    taken: frozenset[str] = frozenset()
    """Names beside which the new items will stand."""
    has_auth: bool = False
    """Whether a request inherits credentials here, unless it says otherwise."""
    base_url: str = "base_url"
    """The variable that the base URL goes by."""
    urls: dict[str, str] = {}
    """Base URLs that have a name already, by variable."""


class Fate(msgspec.Struct, frozen=True, kw_only=True):
    """What became of one call."""

    n: int
    what: str
    """`GET /v1/orders/ord_1 → 200`."""
    verdict: Literal["written", "held", "dropped"]
    """A step was made of it, the collection holds it already, or it is noise."""
    why: str
    """The step's path, else the reason, as one clause."""


class Missing(msgspec.Struct, frozen=True, kw_only=True):
    """A secret variable whose value nobody knows."""

    variable: str
    what: str
    """Which secret it is, in one clause."""


class Gain(msgspec.Struct, frozen=True, kw_only=True):
    """Lines that a request of the collection needs at the end of its test script."""

    place: tuple[int, ...]
    name: str
    source: str


class Draft(msgspec.Struct, frozen=True, kw_only=True):
    """What is to be written."""

    suite: Suite
    """Only the new items, below the folders of their path, and the collection variables that they use."""
    environment: Environment
    """Secrets without a value, and what belongs to one environment."""
    gains: tuple[Gain, ...] = ()
    fates: tuple[Fate, ...] = ()
    missing: tuple[Missing, ...] = ()
    notes: tuple[str, ...] = ()
    """Sentences for the person: what changes on its own, what a collection does not hold."""


Mode = Literal["request", "folder"]


class Wish(msgspec.Struct, frozen=True, kw_only=True):
    """What is asked for."""

    name: str
    """Of the request, or of the folder."""
    folders: tuple[str, ...] = ()
    """Around it, outermost first."""
    mode: Mode = "request"
    numbers: frozenset[int] = frozenset()
    """Which of the calls; the others are only looked at for where values came from."""
    everything: bool = False
    """Whether to keep what looks like noise."""
    contract: Contract | None = None
