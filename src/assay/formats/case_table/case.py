"""One step as the cells of a case table, with what they cannot say."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import msgspec

from assay.formats.case_table.columns import Column
from assay.formats.case_table.expected import check_text, parse_expected
from assay.formats.case_table.request import BASE, BadCell, read_body, read_case, token_variable
from assay.formats.case_table.script_reading import Asserted, read_script
from assay.formats.case_table.values import decoded
from assay.formats.postman import url_text
from assay.formats.postman.query import parameter_text
from assay.formats.walk import Spot, script_name
from assay.model.suite import BodyTemplate, Entry, Step

_ID = re.compile(r"[A-Za-z]{0,12}[-_ .#]?[A-Za-z]{0,8}[-_.]?\d+[a-z]?")
_IDENTITY = re.compile(r"Bearer \{\{([a-z0-9_]+)_token\}\}")


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """Cells by column, and what they lack."""

    cells: dict[Column, str]
    losses: tuple[str, ...] = ()


def case_of(spot: Spot) -> Case:
    """The row of a step."""
    step = spot.step
    asserted = read_script(spot.source("test"))
    body, body_losses = _body(step.request.body)
    case, described = _names(step)
    cells = {
        Column.ID: case,
        Column.DESCRIPTION: described,
        Column.METHOD: step.request.method,
        **_target(step),
        Column.HEADERS: _headers(step),
        **_auth(spot),
        Column.BODY: body,
        Column.STATUS: asserted.status.text if asserted.status else "",
        Column.EXPECTED: "\n".join(map(check_text, asserted.checks)),
    }
    losses = [*_losses(spot, asserted), *body_losses]
    return Case(cells=cells, losses=(*losses, *_unreadable(cells)))


def _names(step: Step) -> tuple[str, str]:
    """(id, description)."""
    start, colon, rest = step.name.partition(": ")
    if colon and _ID.fullmatch(start):
        return start, rest
    return "", step.name


def _target(step: Step) -> dict[Column, str]:
    """The endpoint without the base URL, its parameters in a cell of their own where they can be."""
    url = step.request.url
    query = [entry for entry in url.query if entry.enabled]
    plain = all(isinstance(entry.value, str) and entry.key for entry in query)
    endpoint = msgspec.structs.replace(url, query=() if plain else url.query)
    text = url_text(endpoint, path_variables=True)
    shown = text.removeprefix(BASE) if text.startswith(f"{BASE}/") else text
    return {Column.ENDPOINT: shown, Column.PARAMS: "&".join(map(parameter_text, query)) if plain else ""}


def _headers(step: Step) -> str:
    kept = [entry for entry in step.request.headers if entry.enabled and _identity(entry) is None]
    return "\n".join(f"{entry.key}: {entry.value}" for entry in kept)


def _identity(entry: Entry) -> str | None:
    """The name in `Authorization: Bearer {{alice_token}}`."""
    found = _IDENTITY.fullmatch(str(entry.value)) if str(entry.key).lower() == "authorization" else None
    return found[1] if found and token_variable(found[1]) == f"{found[1]}_token" else None


def _auth(spot: Spot) -> dict[Column, str]:
    """Who sends it: a header with an identity's token, or a bearer token of the collection's own."""
    auth = spot.auth
    named = next((name for entry in spot.step.request.headers if entry.enabled and (name := _identity(entry))), "")
    if named or auth is None:
        return {Column.AUTH: named}
    if auth.type == "noauth":
        return {Column.AUTH: "nobody"}
    token = str(auth.params.get("token", "")) if auth.type == "bearer" else ""
    return {Column.AUTH: f"Bearer {token}" if token else ""}


def _body(body: BodyTemplate | None) -> tuple[str, list[str]]:
    """(the cell, losses)."""
    if body is None or not body.enabled:
        return "", []
    if body.mode == "raw":
        return _one_line(body), []
    if body.mode == "urlencoded":
        return "&".join(parameter_text(entry) for entry in body.urlencoded if entry.enabled), []
    if body.mode == "formdata":
        return _form(body), []
    if body.mode == "graphql":
        told = {key: value for key, value in body.graphql.items() if value}
        return json.dumps(told, ensure_ascii=False), ["the GraphQL query as such (its JSON is written)"]
    return "", [f"the body, which is the file {body.src or ''}".rstrip()]


def _one_line(body: BodyTemplate) -> str:
    """JSON on one line, its values as they were written."""
    if "\n" not in body.raw or not decoded(body.raw)[0]:
        return body.raw
    return _JSON_SPACE.sub(
        lambda match: match[0] if match[0][0] == '"' else match[1] + " " * (match[1] == ","), body.raw
    )


_JSON_SPACE = re.compile(r'"(?:[^"\\]|\\.)*"|(,?)[ \t]*\r?\n\s*')


def _form(body: BodyTemplate) -> str:
    """`a=1`, `photo=@cat.png`, one in each line."""
    lines = []
    for entry in body.formdata:
        if entry.enabled:
            sources = entry.src if isinstance(entry.src, tuple) else (entry.src or "",)
            values = [f"@{source}" for source in sources] if entry.type == "file" else [str(entry.value or "")]
            lines += [f"{entry.key}={value}" for value in values]
    return "\n".join(lines)


def _losses(spot: Spot, asserted: Asserted) -> Iterator[str]:
    step = spot.step
    yield from asserted.beyond
    for listen in dict.fromkeys(script.listen for script in step.scripts if script.enabled and not script.blank):
        if listen != "test":
            yield f"the {script_name(listen)}"
    if spot.auth and spot.auth.type not in ("noauth", "bearer"):
        yield f"the {spot.auth.type} authentication"
    rows = [
        *step.request.headers,
        *step.request.url.query,
        *(step.request.body.urlencoded if step.request.body else ()),
    ]
    if any(not entry.enabled for entry in rows):
        yield "what is switched off (headers, parameters)"
    if step.examples:
        yield "the saved examples"
    if step.settings:
        yield f"the settings {', '.join(sorted(step.settings))}"
    if step.variables:
        yield "the variables of the request"
    if step.description or step.request.description:
        yield "the description"


def _unreadable(cells: dict[Column, str]) -> Iterator[str]:
    """What would not come back from the cells as it was."""
    try:
        read_case(cells)
    except BadCell as problem:
        yield f"the {problem.column.value}, which a reader would refuse: {problem.what}"
    body = cells.get(Column.BODY, "")
    if body and read_body(body).mode == "raw" and body.strip() != body:
        yield "blanks around the body"
    expected = cells.get(Column.EXPECTED, "")
    if expected and "\n".join(map(check_text, parse_expected(expected))) != expected:
        yield "what is expected, word for word"
