"""What happened, in the order in which it happened: the one log that every report is a fold of."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from assay.model.exchange import Exchange
from assay.model.explanation import Explanation
from assay.model.finding import Finding
from assay.model.script import ScriptError
from assay.model.transfer import Transfer


class Cursor(msgspec.Struct, frozen=True, kw_only=True):
    """Where in the run something happened. Iterations and positions count from 0; `ref` is one turn of one item."""

    iteration: int = 0
    cycles: int = 1
    position: int = 0
    length: int = 0
    ref: str = ""
    part: int = 0
    """Which of the folders that run side by side; 0 where they do not."""


class ItemRef(msgspec.Struct, frozen=True, kw_only=True):
    """A step by id, name, and the names of the folders around it, outermost first."""

    id: str
    name: str
    path: tuple[str, ...] = ()


class ScriptRef(msgspec.Struct, frozen=True, kw_only=True):
    """A script by id, event, and the name of the step, folder or collection that holds it."""

    id: str
    listen: str
    owner: str
    execution: str = ""


class Event(msgspec.Struct, frozen=True, kw_only=True, tag_field="event"):
    """Anything that happened."""


class RunStarted(Event, frozen=True, kw_only=True, tag="run-started"):
    """A run begins. `suite`, `environment` and `globals` are Postman documents (v2.1)."""

    run: str
    command: str
    name: str
    suite: dict[str, Any]
    environment: dict[str, Any]
    globals: dict[str, Any]
    iterations: int
    items: int
    seed: int
    version: str
    target: str = ""
    environment_name: str = ""
    options: dict[str, Any] = {}


class IterationStarted(Event, frozen=True, kw_only=True, tag="iteration-started"):
    """An iteration begins. `row` is its line of the data file; `row_name` tells it apart for a reader."""

    cursor: Cursor
    row: dict[str, Any] = {}
    row_name: str = ""


class IterationEnded(Event, frozen=True, kw_only=True, tag="iteration-ended"):
    """An iteration is over."""

    cursor: Cursor


class ItemStarted(Event, frozen=True, kw_only=True, tag="item-started"):
    """An item's turn has come."""

    cursor: Cursor
    item: ItemRef


class ScriptsStarted(Event, frozen=True, kw_only=True, tag="scripts-started"):
    """All scripts of an item for one event are about to run (Newman's beforePrerequest, beforeTest)."""

    cursor: Cursor
    item: ItemRef
    listen: str
    scripts: tuple[ScriptRef, ...] = ()


class ScriptsEnded(Event, frozen=True, kw_only=True, tag="scripts-ended"):
    """They are done (Newman's prerequest, test)."""

    cursor: Cursor
    item: ItemRef
    listen: str
    scripts: tuple[ScriptRef, ...] = ()


class ScriptStarted(Event, frozen=True, kw_only=True, tag="script-started"):
    """One script is about to run."""

    cursor: Cursor
    item: ItemRef
    script: ScriptRef


class ScriptEnded(Event, frozen=True, kw_only=True, tag="script-ended"):
    """One script is done. `error` is its first error, where there was any."""

    cursor: Cursor
    item: ItemRef
    script: ScriptRef
    seconds: float
    error: ScriptError | None = None


class Asserted(Event, frozen=True, kw_only=True, tag="asserted"):
    """A script gave a verdict."""

    cursor: Cursor
    item: ItemRef
    script: ScriptRef
    name: str
    passed: bool
    skipped: bool = False
    error: ScriptError | None = None
    index: int = 0


class Raised(Event, frozen=True, kw_only=True, tag="raised"):
    """A script failed outside an assertion."""

    cursor: Cursor
    item: ItemRef
    script: ScriptRef
    error: ScriptError


class Logged(Event, frozen=True, kw_only=True, tag="logged"):
    """A script, or the engine on its behalf, wrote to the console."""

    cursor: Cursor
    item: ItemRef
    level: str
    values: tuple[Any, ...]
    script: ScriptRef | None = None


Source = Literal["collection", "script", "auth", "probe"]


class RequestStarted(Event, frozen=True, kw_only=True, tag="request-started"):
    """A request is about to leave. `request` is what the collection asked for, resolved, in Postman's structure."""

    cursor: Cursor
    item: ItemRef
    source: Source
    request: dict[str, Any]


class Exchanged(Event, frozen=True, kw_only=True, tag="exchanged"):
    """One exchange on the wire. `role` tells what became of it:

    final: this outcome stands; redirected: its answer sent us on; challenged: it was refused and is repeated with
    better credentials; retried: nobody answered and it is tried again.
    """

    cursor: Cursor
    item: ItemRef
    source: Source
    exchange: Exchange
    role: Literal["final", "redirected", "challenged", "retried"] = "final"
    attempt: int = 1
    request: dict[str, Any] = {}
    """The request as sent, in Postman's structure; only with `final` and `challenged`."""
    cookies: tuple[dict[str, Any], ...] = ()
    """What the jar holds for this URL afterwards, in Postman's structure; only with `final`."""


class Explored(Event, frozen=True, kw_only=True, tag="explored"):
    """A transfer that somebody sent by hand is over; its exchanges stand before it, in order."""

    cursor: Cursor
    item: ItemRef
    transfer: Transfer
    exchanges: tuple[str, ...] = ()
    """The ids of its exchanges."""
    code: int = 0
    """curl's exit number."""
    error: str = ""
    explanations: tuple[Explanation, ...] = ()


class Found(Event, frozen=True, kw_only=True, tag="found"):
    """A judge found something. What is told again with the same fingerprint takes the place of what was told."""

    item: ItemRef
    finding: Finding
    case: str = ""
    """The id of the case that showed it."""


class Withdrawn(Event, frozen=True, kw_only=True, tag="withdrawn"):
    """Findings that were told before are told within others, and no more by themselves."""

    fingerprints: tuple[str, ...]


class Endured(Event, frozen=True, kw_only=True, tag="endured"):
    """How the API stood one fault of a dependency: one cell of the matrix."""

    operation: str
    dependency: str
    call: str
    """`POST /reservations`."""
    fault: str
    """Its name, with the JSON Pointer of what it changes: `null-field /available`."""
    verdict: Literal["held", "broken", "suspected", "unmet"]
    """`unmet`: the fault never came to bear, or no good request could be made."""
    status: int = 0
    """Of the answer; 0 where there was none."""
    seconds: float = 0.0
    message: str = ""
    """What was wrong, one sentence a rule."""
    rules: tuple[str, ...] = ()
    exchange: str = ""
    """The id of the exchange under the fault."""


class Guarded(msgspec.Struct, frozen=True, kw_only=True):
    """A place in the answers of an operation: which harmful changes of it some test notices, and which none does."""

    operation: str
    status: int
    where: str
    """`status`, `body`, `header location`, or a JSON Pointer with `*` for any index."""
    strength: float
    """The share that is noticed, 0 to 1."""
    harm: str
    """Of the worst change: high, medium or low."""
    noticed: tuple[str, ...] = ()
    missed: tuple[str, ...] = ()


class Worth(msgspec.Struct, frozen=True, kw_only=True):
    """What one test is good for: of so many changes that it was held against, those that turn it red."""

    test: str
    """`Orders / Create / is created`; of a test that many requests share, after the folder or collection."""
    requests: int
    changes: int
    noticed: int
    alone: int
    """Harmful ones that no other test notices."""


class Mend(msgspec.Struct, frozen=True, kw_only=True):
    """An assertion for a request, proven to be green on the recorded answer and red on what it closes."""

    request: str
    name: str
    code: str
    closes: tuple[str, ...]
    """`GET /v1/me 200 /name null`."""


class Weighed(Event, frozen=True, kw_only=True, tag="weighed"):
    """How far the tests of a collection can be believed, told once at the end of `assay trust weak`."""

    score: float
    """Per cent of the harmful changes of answers that some test notices."""
    harmful: int
    noticed: int
    wanted: float = 0.0
    """The score that was asked for."""
    closed: int = 0
    """Harmful changes that the mends notice."""
    by_harm: dict[str, tuple[int, int]] = {}
    """Noticed and all, by harm."""
    fields: tuple[Guarded, ...] = ()
    tests: tuple[Worth, ...] = ()
    mends: tuple[Mend, ...] = ()
    left_out: dict[str, int] = {}
    """Changes that do not count, by the reason."""
    verdicts: int = 0
    """Answers that were judged by a script."""
    requests: int = 0
    seconds: float = 0.0
    """What judging took, without the recording."""
    notes: tuple[str, ...] = ()


class Surveyed(Event, frozen=True, kw_only=True, tag="surveyed"):
    """What a probing run reached, told once at its end."""

    access: tuple[tuple[str, str, str], ...] = ()
    """Operation, identity, and: allowed, refused or not reached."""
    coverage: dict[str, Any] = {}
    """By kind (operations, statuses, …): how many there are, how many were exercised, and which were not."""
    cases: int = 0
    carried: int = 0
    left: tuple[str, ...] = ()
    """What was made and could not be removed."""
    notes: tuple[str, ...] = ()
    """What a reader has to know: operations that could not be called as they are meant, and why."""


class ItemEnded(Event, frozen=True, kw_only=True, tag="item-ended"):
    """An item is over. `visualizer` is the HTML that its scripts asked to be shown."""

    cursor: Cursor
    item: ItemRef
    skipped: bool = False
    visualizer: str | None = None


class RunEnded(Event, frozen=True, kw_only=True, tag="run-ended"):
    """The run is over, as `ending` says; the final variables are Postman documents."""

    ending: Literal["finished", "bailed", "timed out", "interrupted", "failed"]
    error: str = ""
    """Why it failed or was cut short, in one sentence."""
    seconds: float = 0.0
    environment: dict[str, Any] = {}
    globals: dict[str, Any] = {}
    variables: list[dict[str, Any]] = []
    """The collection's variables."""


AnyEvent = (
    RunStarted
    | IterationStarted
    | IterationEnded
    | ItemStarted
    | ScriptsStarted
    | ScriptsEnded
    | ScriptStarted
    | ScriptEnded
    | Asserted
    | Raised
    | Logged
    | RequestStarted
    | Exchanged
    | Explored
    | Found
    | Withdrawn
    | Endured
    | Weighed
    | Surveyed
    | ItemEnded
    | RunEnded
)


class Record(msgspec.Struct, frozen=True, kw_only=True):
    """A line of the log: an event and when it was written, in seconds since the epoch."""

    at: float
    event: AnyEvent
