"""Runs made up event by event, as the engine would tell them, for reports to fold."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Literal

from assay.model.event import (
    Asserted,
    Cursor,
    Event,
    Exchanged,
    ItemEnded,
    ItemRef,
    ItemStarted,
    IterationEnded,
    IterationStarted,
    Logged,
    Raised,
    Record,
    RequestStarted,
    RunEnded,
    RunStarted,
    ScriptEnded,
    ScriptRef,
    ScriptsEnded,
    ScriptsStarted,
    ScriptStarted,
)
from assay.model.exchange import Answered, Exchange, Outcome, Timings, Unanswered
from assay.model.http import BytesPart, Header, Request, Response, Sizes
from assay.model.script import ScriptError

BEGAN = 1_700_000_000.0
BASE = "http://127.0.0.1:8080"
REFUSED = Unanswered(reason="connect ECONNREFUSED 127.0.0.1:1", code="ECONNREFUSED", phase="connect")

HOSTILE = "</script><script>boom()</script>\x1b[31m\x07\x9b\u202e]]>&\"'`\ufeff\u2028\x00 <img src=x onerror=boom()>"


class Verdict:
    """An assertion to be told."""

    def __init__(self, name: str, error: ScriptError | None = None, *, skipped: bool = False) -> None:
        self.name = name
        self.error = error
        self.skipped = skipped


def wrong(name: str, message: str) -> Verdict:
    return Verdict(name, ScriptError(name="AssertionError", message=message, line=2, column=5))


def answer(
    body: bytes = b'{"hello":"world"}',
    status: int = 200,
    reason: str = "OK",
    kind: str = "application/json",
    **more: str,
) -> Answered:
    headers = (Header("Content-Type", kind), *(Header(name.replace("_", "-"), value) for name, value in more.items()))
    sizes = Sizes(head=200, body=len(body), decoded=len(body))
    return Answered(response=Response(status=status, reason=reason, headers=headers, body=body, sizes=sizes))


class Step:
    """An item of the story and what happens in its turn."""

    def __init__(
        self,
        name: str,
        path: tuple[str, ...] = (),
        *,
        method: str = "GET",
        url: str = "",
        body: bytes = b"",
        outcome: Outcome | None = None,
        asserts: tuple[Verdict, ...] = (),
        raises: ScriptError | None = None,
        raised_in: Literal["test", "prerequest"] = "test",
        logs: tuple[tuple[Any, ...], ...] = (),
        retries: int = 0,
        redirect: str = "",
        skipped: bool = False,
        visualizer: str | None = None,
        milliseconds: float = 15.0,
        sends: tuple[Outcome, ...] = (),
    ) -> None:
        self.item = ItemRef(id=f"id-{'-'.join((*path, name))}"[:60], name=name, path=path)
        self.method = method
        self.url = url or f"{BASE}/{name.replace(' ', '-').lower()}"
        self.body = body
        self.outcome = outcome or answer()
        self.asserts = asserts
        self.raises = raises
        self.raised_in = raised_in
        self.logs = logs
        self.retries = retries
        self.redirect = redirect
        self.skipped = skipped
        self.visualizer = visualizer
        self.milliseconds = milliseconds
        self.sends = sends


class Story:
    """A run of some steps over some iterations; call it to get its records from the start."""

    def __init__(
        self,
        *steps: Step,
        iterations: int = 1,
        rows: list[dict[str, Any]] | None = None,
        name: str = "Shop",
        ending: Any = "finished",
        error: str = "",
        keep: int | None = None,
    ) -> None:
        self.steps = steps
        self.iterations = iterations
        self.rows = rows or []
        self.name = name
        self.ending = ending
        self.error = error
        self.keep = keep
        """How many records there are before the run is killed."""

    def __call__(self) -> Iterator[Record]:
        for number, event in enumerate(self.events()):
            if number == self.keep:
                return
            yield Record(at=BEGAN + number / 1000, event=event)  # type: ignore[arg-type]

    def events(self) -> Iterator[Event]:
        yield RunStarted(
            run="run-1",
            command="run",
            name=self.name,
            suite=suite(self.name, self.steps),
            environment={"id": "e", "name": "local", "values": [{"key": "base", "value": BASE}]},
            globals={"id": "g", "values": []},
            iterations=self.iterations,
            items=len(self.steps),
            seed=7,
            version="0.1.0",
            target=BASE,
            environment_name="local",
        )
        for iteration in range(self.iterations):
            row = self.rows[iteration] if iteration < len(self.rows) else {}
            start = self.cursor(iteration, 0, "")
            row_name = ", ".join(f"{key}={value}" for key, value in row.items())
            yield IterationStarted(cursor=start, row=row, row_name=row_name)
            for position, step in enumerate(self.steps):
                yield from turn(step, self.cursor(iteration, position, f"ref-{iteration}-{position}"))
            yield IterationEnded(cursor=start)
        yield RunEnded(ending=self.ending, error=self.error, seconds=1.5, environment={"id": "e", "values": []})

    def cursor(self, iteration: int, position: int, ref: str) -> Cursor:
        return Cursor(
            iteration=iteration, cycles=self.iterations, position=position, length=len(self.steps), ref=ref, part=0
        )


def suite(name: str, steps: tuple[Step, ...]) -> dict[str, Any]:
    document: dict[str, Any] = {"info": {"_postman_id": "c-1", "name": name}, "item": []}
    for step in steps:
        group = document
        for folder in step.item.path:
            found = next((one for one in group["item"] if one["name"] == folder), None)
            if found is None:
                found = {"id": f"folder-{folder}", "name": folder, "item": []}
                group["item"].append(found)
            group = found
        url = {"raw": "{{base}}/orders/:id", "host": ["{{base}}"], "path": ["orders", ":id"]}
        item = {"id": step.item.id, "name": step.item.name, "request": {"method": step.method, "url": url}}
        group["item"].append(item | {"response": [], "event": []})
    return document


def turn(step: Step, cursor: Cursor) -> Iterator[Event]:
    item = step.item
    yield ItemStarted(cursor=cursor, item=item)
    yield from scripts("prerequest", step, cursor)
    if not step.skipped:
        yield from exchanges(step, cursor)
        yield from scripts("test", step, cursor)
    yield ItemEnded(cursor=cursor, item=item, skipped=step.skipped, visualizer=step.visualizer)


def scripts(listen: str, step: Step, cursor: Cursor) -> Iterator[Event]:
    item = step.item
    raises = step.raises if step.raised_in == listen else None
    wanted = raises or (listen == "test" and (step.asserts or step.logs)) or (listen == "prerequest" and step.skipped)
    ref = ScriptRef(id=f"s-{item.id}", listen=listen, owner=item.name, execution=f"x-{cursor.ref}")
    yield ScriptsStarted(cursor=cursor, item=item, listen=listen, scripts=(ref,) if wanted else ())
    if wanted:
        yield ScriptStarted(cursor=cursor, item=item, script=ref)
        if listen == "test":
            for number, outcome in enumerate(step.sends):
                sent = exchange(step, cursor, outcome, f"sub-{number}", f"{BASE}/sub/{number}")
                yield RequestStarted(cursor=cursor, item=item, source="script", request={})
                yield Exchanged(cursor=cursor, item=item, source="script", exchange=sent)
            yield from (
                Logged(cursor=cursor, item=item, script=ref, level="log", values=values) for values in step.logs
            )
            yield from (
                Asserted(
                    cursor=cursor,
                    item=item,
                    script=ref,
                    name=one.name,
                    passed=one.error is None,
                    skipped=one.skipped,
                    error=one.error,
                    index=index,
                )
                for index, one in enumerate(step.asserts)
            )
        if raises is not None:
            yield Raised(cursor=cursor, item=item, script=ref, error=raises)
        yield ScriptEnded(cursor=cursor, item=item, script=ref, seconds=0.001, error=raises)
    yield ScriptsEnded(cursor=cursor, item=item, listen=listen, scripts=(ref,) if wanted else ())


def exchanges(step: Step, cursor: Cursor) -> Iterator[Event]:
    item = step.item
    shown = {"method": step.method, "url": {"raw": step.url}, "header": [{"key": "Accept", "value": "*/*"}]}
    yield RequestStarted(cursor=cursor, item=item, source="collection", request=shown)
    for attempt in range(1, step.retries + 1):
        failed = exchange(step, cursor, REFUSED, f"try-{attempt}")
        yield Exchanged(cursor=cursor, item=item, source="collection", exchange=failed, role="retried", attempt=attempt)
    parent = None
    if step.redirect:
        hop = exchange(step, cursor, answer(b"", 302, "Found", Location=step.redirect), "hop")
        yield Exchanged(cursor=cursor, item=item, source="collection", exchange=hop, role="redirected")
        parent = hop.request.id
    final = exchange(step, cursor, step.outcome, "main", step.redirect or step.url, parent)
    yield Exchanged(
        cursor=cursor,
        item=item,
        source="collection",
        exchange=final,
        role="final",
        attempt=step.retries + 1,
        request=shown,
        cookies=({"name": "sid", "value": "1"},),
    )


def exchange(
    step: Step, cursor: Cursor, outcome: Outcome, mark: str, url: str = "", parent: str | None = None
) -> Exchange:
    name = f"{cursor.ref}-{mark}"
    request = Request(
        id=f"q-{name}",
        method=step.method,
        url=url or step.url,
        headers=(Header("Accept", "*/*"), Header("Authorization", "Bearer ***7f3a"), Header("X-Empty", "")),
        body=(BytesPart(data=step.body),) if step.body else (),
        parent=parent,
    )
    total = step.milliseconds
    timings = Timings(wait=total * 0.1, connect=total * 0.2, first_byte=total * 0.5, download=total * 0.2, total=total)
    return Exchange(
        id=f"e-{name}",
        request=request,
        outcome=outcome,
        started=BEGAN,
        timings=timings if isinstance(outcome, Answered) else Timings(),
        remote="127.0.0.1:8080",
    )


def shop(**options: Any) -> Story:
    """A run in which everything happens once."""
    return Story(
        Step("Get one", ("Outer", "Inner"), asserts=(
            Verdict("status is 200"),
            wrong("says world", "expected 'wörld' to deeply equal 'world'"),
            Verdict("later", skipped=True),
        ), logs=(("x", [1, 2, "three"], None), ({"a": {"b": 1}},))),
        Step("Post", ("Outer",), method="POST", body=b'{"a":1}', raises=ScriptError(
            name="ReferenceError", message="foo is not defined", line=3, column=7
        ), outcome=answer(b'{"error":"no"}', 500, "Internal Server Error")),
        Step("Dead", url="http://127.0.0.1:1/dead", outcome=REFUSED),
        Step("Skip", skipped=True),
        Step("Flaky", retries=1, asserts=(Verdict("there at last"),)),
        Step("Moved", redirect=f"{BASE}/new", asserts=(Verdict("followed"),), visualizer="<b>chart</b>"),
        Step("Sends", asserts=(Verdict("sent"),), sends=(answer(), REFUSED)),
        **options,
    )  # fmt: skip


def hostile(**options: Any) -> Story:
    """A run in which server and collection say whatever does most harm."""
    body = HOSTILE.encode("utf-8", "surrogatepass")
    return Story(
        Step(
            HOSTILE,
            (HOSTILE, "\ud800"),
            url=f"{BASE}/{HOSTILE}",
            body=body,
            outcome=answer(body, 200, HOSTILE, kind=f"text/html; charset={HOSTILE}", X_Evil=HOSTILE),
            asserts=(
                Verdict(HOSTILE),
                wrong(HOSTILE, HOSTILE),
                wrong(HOSTILE, f"expected '{HOSTILE}' to equal '\ud83d'"),
            ),
            raises=ScriptError(name=HOSTILE, message=HOSTILE, stack=HOSTILE),
            logs=((HOSTILE, {HOSTILE: [HOSTILE, float("nan"), float("inf"), 10**400]}), ("\r\x1b[2J",)),
            visualizer=f"{HOSTILE}<script>parent.document.title='boom'</script>",
        ),
        Step("binary", outcome=answer(bytes(range(256)) * 4, kind="application/octet-stream"), asserts=(Verdict(""),)),
        Step("dead", outcome=Unanswered(reason=HOSTILE, code=HOSTILE, phase="connect")),
        name=HOSTILE,
        **options,
    )


def cut_short(story: Story) -> Iterator[Callable[[], Iterator[Record]]]:
    """The same run, killed after each of its records."""
    whole = sum(1 for _ in story())
    for keep in range(whole):
        story.keep = keep
        yield story
    story.keep = None
