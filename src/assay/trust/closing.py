"""The assertions that close gaps: `pm.test` code that says of an answer what can be said of it, and no more."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from typing import Any

from assay.contract.inference import infer
from assay.draft.blocks import Block
from assay.draft.javascript import access, literal, value
from assay.draft.promised import Promise, relaxed
from assay.model.contract import Contract, Operation
from assay.model.http import Response
from assay.model.places import GONE, Path, places
from assay.trust.change import Sample
from assay.trust.pinned import Pin, pins
from assay.trust.places import json_of, where_of

MOST_LINES = 12
"""Values of one answer that are compared."""
MOST_SCHEMA = 200
"""Lines of a schema; a longer one is a contract, and no test."""
_NAMED: tuple[tuple[Pin, str, str], ...] = (
    ("state", "its state is the one that was seen", "Where this request leads to."),
    ("error", "error is the expected one", "What names the error for programs; texts for people may change."),
)
_BODY = "const body = pm.response.json();"
_SENT = "const sent = JSON.parse(pm.request.body.raw);"


def blocks(
    sample: Sample, group: Sequence[Response], contract: Contract | None, gaps: Collection[str]
) -> Iterator[Block]:
    """Candidates, the plainest first. `group` are the answers of the same operation and status, with secrets masked;
    `gaps` the places (`status`, `/items/*/id`) that nobody looks at."""
    if "status" in gaps:
        status = sample.response.status
        yield Block("The status that was seen.", f"status is {status}", [f"pm.response.to.have.status({status});"])
    yield from _headers(sample, gaps)
    body = json_of(sample.shown)
    if body is GONE:
        if "body" in gaps:
            yield Block(
                "There was something in it.", "body is not empty", ["pm.expect(pm.response.text()).to.not.be.empty;"]
            )
        return
    inner = any(gap == "body" or gap.startswith("/") for gap in gaps)
    if inner:
        yield from _shape(sample, group, contract)
        yield from _values(sample, body, gaps)
        yield from _lists(sample, body, gaps)


def _headers(sample: Sample, gaps: Collection[str]) -> Iterator[Block]:
    media = (sample.shown.header("content-type") or "").partition(";")[0].strip().lower()
    if "header content-type" in gaps and media:
        line = f'pm.expect(pm.response.headers.get("Content-Type")).to.include({literal(media)});'
        yield Block("The type that was seen; its parameters may change.", f"content type is {media}", [line])
    for gap in sorted(gaps):
        name = gap.removeprefix("header ")
        if name != gap and name != "content-type":
            shown = next((one.name for one in sample.shown.headers if one.name.lower() == name), name)
            yield Block("Clients go by this header.", f"header {shown} is there",
                        [f"pm.response.to.have.header({literal(shown)});"])  # fmt: skip


def _shape(sample: Sample, group: Sequence[Response], contract: Contract | None) -> Iterator[Block]:
    """Types, formats and required fields, no values; what the contract leaves open stays open."""
    bodies = [body for one in group if (body := json_of(one)) is not GONE]
    schema = infer(bodies)
    if contract is not None and isinstance(sample.schema, dict):
        promise = Promise(
            operation=Operation(method=sample.method, path=""),
            source="the contract",
            schema=sample.schema,
            definitions=contract.definitions,
        )
        schema = relaxed(schema, promise)
    if not schema or (text := value(schema, "    ")).count("\n") > MOST_SCHEMA:
        return
    why = "The shape of the answers that were seen: types and formats, no values; further fields are welcome."
    yield Block(why, "body has the shape that was seen",
                [f"const schema = {text};", "pm.response.to.have.jsonSchema(schema);"])  # fmt: skip


def _values(sample: Sample, body: Any, gaps: Collection[str]) -> Iterator[Block]:
    """Those that can be foretold, each kind in a test of its own."""
    found: dict[Pin, list[tuple[Path, Any]]] = {}
    known = pins(sample, body)
    for path, one, _ in places(body):
        if len(path) > 12:
            break
        wanted = where_of(path) in gaps or "body" in gaps
        pin = known.of(path, one) if wanted else None
        if pin is not None and len(found.setdefault(pin, [])) < MOST_LINES:
            found[pin].append((path, one))
    if "sent" in found:
        lines = [f"pm.expect({access('body', path)}).to.eql({access('sent', path)});" for path, _ in found["sent"]]
        yield Block("What was sent comes back.", "what was sent is kept", [_SENT, _BODY, *lines])
    for path, _ in found.get("address", ())[:1]:
        line = f'pm.expect(pm.request.url.getPath().split("/")).to.include(String({access("body", path)}));'
        yield Block("The id in the URL, again in the answer.", "it is the one that was asked for", [_BODY, line])
    for pin, name, why in _NAMED:
        lines = [f"pm.expect({access('body', path)}).to.eql({value(one)});" for path, one in found.get(pin, ())]
        if lines:
            yield Block(why, name, [_BODY, *lines])


def _lists(sample: Sample, body: Any, gaps: Collection[str]) -> Iterator[Block]:
    known = pins(sample, body)
    for path, one, _ in places(body):
        if len(path) > 2:
            return
        if not isinstance(one, list) or not one or where_of(path) not in gaps:
            continue
        if known.has_sent_list(path, one):
            line = f"pm.expect({access('body', path)}).to.have.lengthOf({access('sent', path)}.length);"
            yield Block("As many as were sent.", f"all of {path[-1]} is there", [_SENT, _BODY, line])
        else:
            line = f"pm.expect({access('body', path)}).to.not.be.empty;"
            yield Block("It was not empty when it was seen.", "there is something in the list", [_BODY, line])
