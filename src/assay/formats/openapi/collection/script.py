"""The test script of a step: a declared status, its media type, its schema, and ids kept for the steps that follow."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

from assay.formats.openapi.collection.chain import Kept
from assay.formats.openapi.collection.media_types import is_json
from assay.formats.openapi.collection.portable import portable
from assay.model.contract import Answer, Contract, Media, Operation

MAX_SCHEMA = 40_000
"""Characters of the schemas of one script."""
WIDTH = 110
"""Columns up to which a value stays on one line."""


def script_of(operation: Operation, contract: Contract, kept: Sequence[Kept], ids: Mapping[str, str]) -> str:
    """JavaScript for Postman's sandbox. `kept` is what a good answer gives, `ids` are variables with their values."""
    good = expected(operation)
    lines = [*_status(good), *_media(good), *_schemas(good, contract), *_keeping(kept, ids)]
    return "\n".join(lines)


def expected(operation: Operation) -> list[Answer]:
    """The answers that a sound request may get: the good ones, else all that are declared."""
    good = [answer for answer in operation.answers if answer.status[0] == "2"]
    return good or [answer for answer in operation.answers if answer.status != "default"]


def _status(answers: list[Answer]) -> list[str]:
    numbers = [int(answer.status) for answer in answers if answer.status.isdigit()]
    classes = [answer.status[0] for answer in answers if answer.status.endswith("XX")]
    if classes:
        named = " || ".join([*(f"code === {number}" for number in numbers), *map(_in_class, classes)])
        body = ["    const code = pm.response.code;", f"    pm.expect({named}, `status ${{code}}`).to.equal(true);"]
    elif numbers:
        body = [f"    pm.expect(pm.response.code).to.be.oneOf({json.dumps(numbers)});"]
    else:
        body = ["    pm.expect(pm.response.code).to.be.below(400);"]
    return ['pm.test("The status is declared", function () {', *body, "});"]


def _in_class(digit: str) -> str:
    return f"(code >= {digit}00 && code <= {digit}99)"


def _media(answers: list[Answer]) -> list[str]:
    """The media types by status, where each is plain."""
    table: dict[str, list[str]] = {}
    for answer in answers:
        kinds = [media.type.partition(";")[0].strip() for media in answer.media]
        if answer.status.isdigit() and kinds and not any("*" in kind for kind in kinds):
            table[answer.status] = kinds
    if not table:
        return []
    return [
        "",
        f"const types = {_literal(table)}[pm.response.code];",
        "if (types) {",
        '    pm.test("The Content-Type is declared", function () {',
        '        const type = (pm.response.headers.get("Content-Type") || "").split(";")[0].trim().toLowerCase();',
        "        pm.expect(type).to.be.oneOf(types);",
        "    });",
        "}",
    ]


def _schemas(answers: list[Answer], contract: Contract) -> list[str]:
    table: dict[str, Any] = {}
    for answer in answers:
        media = _json(answer.media)
        schema = portable(media.schema, contract) if media is not None and answer.status.isdigit() else None
        if isinstance(schema, dict) and schema:
            table[answer.status] = schema
    written = _literal(table)
    if not table:
        return []
    if len(written) > MAX_SCHEMA:
        return ["", "// The schema of the answer is too large for a script: hold the answer against the contract."]
    return [
        "",
        f"const schema = {written}[pm.response.code];",
        "if (schema) {",
        '    pm.test("The answer has its schema", function () {',
        "        pm.response.to.have.jsonSchema(schema);",
        "    });",
        "}",
    ]


def _json(media: Sequence[Media]) -> Media | None:
    return next((one for one in media if is_json(one.type)), None)


def _keeping(kept: Sequence[Kept], ids: Mapping[str, str]) -> list[str]:
    """What later steps need of a good answer."""
    if not kept:
        return []
    lines = ["", "if (pm.response.code >= 200 && pm.response.code < 300) {", "    const answer = pm.response.json();"]
    for one in kept:
        lines += _kept(one) if one.listed is None else _first(one, ids.get(one.variable, ""))
    return [*lines, "}"]


def _kept(one: Kept) -> list[str]:
    found = f"answer[{json.dumps(one.field)}]"
    return _setting(one, f"{found} !== undefined", found)


def _first(one: Kept, example: str) -> list[str]:
    """The first of a list, while the contract's example still stands in the variable."""
    rows = f"answer[{json.dumps(one.listed)}]" if one.listed else "answer"
    standing = f"pm.{one.scope}.get({json.dumps(one.variable)}) === {json.dumps(example)}"
    condition = f"Array.isArray(rows) && rows.length && {standing}"
    return [f"    const rows = {rows};", *_setting(one, condition, f"rows[0][{json.dumps(one.field)}]")]


def _setting(one: Kept, condition: str, found: str) -> list[str]:
    return [f"    if ({condition}) {{", f"        pm.{one.scope}.set({json.dumps(one.variable)}, {found});", "    }"]


def _literal(value: Any) -> str:
    """JSON as JavaScript takes it, all of it ASCII."""
    return _laid_out(value, "").replace('"__proto__":', '["__proto__"]:').replace("</", "<\\/")


def _laid_out(value: Any, indent: str) -> str:
    """JSON over several lines where one would be too long."""
    flat = json.dumps(value)
    if len(flat) + len(indent) <= WIDTH or not isinstance(value, dict | list):
        return flat
    inner = f"{indent}  "
    if isinstance(value, list):
        rows = [inner + _laid_out(one, inner) for one in value]
        return "[\n" + ",\n".join(rows) + f"\n{indent}]"
    rows = [f"{inner}{json.dumps(key)}: {_laid_out(one, inner)}" for key, one in value.items()]
    return "{\n" + ",\n".join(rows) + f"\n{indent}}}"
