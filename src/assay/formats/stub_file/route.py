"""One route of a stub file to a mapping."""

from __future__ import annotations

import re
import uuid
from typing import Any
from urllib.parse import unquote_plus

from assay.formats.stub_file import when
from assay.formats.stub_file.answer import BODIES, hooks, limit, reply
from assay.formats.stub_file.answer import KNOWN as REPLY_KEYS
from assay.formats.stub_file.spot import Spot, shown
from assay.model.stub.java_regex import BadRegex, compiled
from assay.model.stub.mapping import LOWEST, STARTED, Address, Expected, Mapping
from assay.model.stub.matcher import EqualTo, Matcher
from assay.model.stub.reply import Reply

KNOWN = ("request", "name", "priority", "when", "sequence", "repeat", "state", "limit", "hook", *REPLY_KEYS)
_METHOD = re.compile(r"[A-Za-z]{1,20}(?:\|[A-Za-z]{1,20})*")
_STATE = re.compile(r"\s*(?P<scenario>[^:>]+?)\s*:\s*(?P<state>[^>]*?)\s*(?:->\s*(?P<next>.+?)\s*)?")
_MOST_ANSWERS = 10_000
_REQUEST = "Write GET /levels/{id}, or /levels/{id} for any method."


def mapping(spot: Spot, number: int, *, template: bool | None) -> Mapping:
    """The route that stands here."""
    spot.only(KNOWN, "a route")
    expected = _expected(spot)
    scenario, state, next_state = _state(spot.at("state"))
    return Mapping(
        id=str(uuid.uuid5(uuid.NAMESPACE_URL, f"route {number} {spot.at('request').value}")),
        name=spot.at("name").text(),
        priority=spot.at("priority").whole(LOWEST, 1, 1_000_000),
        when=expected,
        replies=_replies(spot, template),
        repeats=spot.at("repeat").flag(),
        scenario=scenario,
        state=state,
        next_state=next_state,
        hooks=hooks(spot.at("hook")),
        limit=limit(spot.at("limit"), template=template),
        source=spot.place,
        raw={},
    )


def _replies(spot: Spot, template: bool | None) -> tuple[Reply, ...]:
    """The one answer, or those of a sequence; what the route says beside it holds for each of them."""
    sequence = spot.at("sequence")
    if not sequence:
        return (reply(spot, template=template),)
    items = sequence.items()
    if not items or len(items) > _MOST_ANSWERS:
        raise sequence.wrong(f"A sequence has 1 to {_MOST_ANSWERS:,} answers, not {len(items):,}.")
    for item in items:
        item.only(REPLY_KEYS, "an answer")
    shared = {key: value for key, value in spot.table().items() if key in REPLY_KEYS}
    return tuple(reply(item.having({**_without_bodies(shared, item), **item.table()}), template=template)
                 for item in items)  # fmt: skip


def _without_bodies(shared: dict[str, Any], item: Spot) -> dict[str, Any]:
    """What is shared, without a body where the answer has one of its own."""
    has_own = any(key in item.table() for key in BODIES)
    return {key: value for key, value in shared.items() if not (has_own and key in BODIES)}


def _state(spot: Spot) -> tuple[str, str, str]:
    """`cart: start -> paid`: the scenario, the state that it has to be in, and the one after it."""
    if not spot:
        return "", "", ""
    found = _STATE.fullmatch(spot.text())
    if found is None or not (found["state"] or found["next"]):
        raise spot.wrong(f"This is no state: {shown(spot.value)}.", "Write cart: start -> paid, or cart: paid.")
    return found["scenario"], _named(found["state"]), _named(found["next"] or "")


def _named(state: str) -> str:
    return STARTED if state.lower() == "start" else state


def _expected(spot: Spot) -> Expected:
    conditions = spot.at("when")
    conditions.only(when.KNOWN, "when")
    method, address, query = _request(spot.at("request"))
    return Expected(
        method=method,
        address=address,
        path_parameters=when.values(conditions.at("path")),
        query={**query, **when.values(conditions.at("query"))},
        headers=when.values(conditions.at("headers")),
        cookies=when.values(conditions.at("cookies")),
        form=when.values(conditions.at("form")),
        body=when.bodies(conditions.at("body")),
        multipart=when.parts(conditions.at("multipart")),
    )


def _request(spot: Spot) -> tuple[str, Address, dict[str, Matcher]]:
    """`GET /levels/{id}?page=2`: method, path, and what the query has to be."""
    told = spot.text().strip()
    method, _, url = ("ANY", "", told) if told.startswith(("/", "~")) else told.partition(" ")
    url = url.strip()
    if not told or not _METHOD.fullmatch(method) or not url.startswith(("/", "~")) or " " in url:
        what = f"This is no request: {shown(spot.value)}." if spot else "A route has no request."
        raise spot.wrong(what, _REQUEST)
    path, _, query = url.partition("?") if url.startswith("/") else (url, "", "")
    pairs = (piece.partition("=") for piece in query.split("&") if piece)
    wanted: dict[str, Matcher] = {unquote_plus(key): EqualTo(text=unquote_plus(value)) for key, _, value in pairs}
    return method.upper(), _address(path, spot), wanted


def _address(path: str, spot: Spot) -> Address:
    if path.startswith("~"):
        try:
            compiled(path[1:])
        except BadRegex as error:
            raise spot.wrong(f"This is no regular expression: {error}.") from None
        return Address(kind="path_pattern", text=path[1:])
    if path.count("{") != path.count("}") or re.search(r"\{[^{}/]*[{/]|\{\}", path):
        raise spot.wrong(f"The braces of this path do not pair: {shown(path)}.", _REQUEST)
    if "*" in path:
        return Address(kind="path_pattern", text=_pattern(path))
    return Address(kind="path_template" if "{" in path else "path", text=path)


def _pattern(path: str) -> str:
    """`*` stands for one segment or a part of it, `**` for any rest; a variable for a segment."""
    pieces = re.split(r"(\*\*|\*|\{[^{}/]+\})", path)
    patterns = {"**": ".*", "*": "[^/]*"}
    return "".join(
        patterns.get(piece, "[^/]+" if piece.startswith("{") else re.escape(piece)) for piece in pieces if piece
    )
