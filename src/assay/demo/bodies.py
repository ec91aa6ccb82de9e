"""Reads a request's body: its type (415), its size (413), its syntax (400), then the schema (422)."""

from collections.abc import AsyncGenerator
from typing import Any

import msgspec
from starlette.datastructures import Headers, UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from assay.demo.calls import JSON, Upload
from assay.demo.contract import Operation
from assay.demo.problems import Problem, Violation
from assay.demo.schema import Schema, violations

MOST_JSON_BYTES = 65_536
MOST_FILE_BYTES = 262_144
MOST_MULTIPART_BYTES = MOST_FILE_BYTES + 16_384
MOST_DEPTH = 32


async def read_body(operation: Operation, request: Request) -> tuple[Any, list[Violation]]:
    """The body as JSON value or `Upload`, and what it breaks; (None, []) where the operation takes none."""
    if not operation.bodies:
        return None, []
    media = _media_type(operation, request.headers)
    schema = operation.bodies[media]
    if media == JSON:
        value = parse_json(await _bytes(request, MOST_JSON_BYTES))
        return _with_defaults(schema, value), list(violations(schema, value))
    return await _read_multipart(schema, request)


def parse_json(body: bytes) -> Any:
    """The JSON value; 400 if it is none, or nested deeper than 32 levels."""
    try:
        return _with_whole_numbers(msgspec.json.decode(body), MOST_DEPTH)
    except (msgspec.DecodeError, ValueError, RecursionError):
        raise Problem("malformed_request", "The body is not JSON that can be read.") from None


def _with_whole_numbers(value: Any, depth: int) -> Any:
    """The value with 2.0 as 2: to JSON Schema both are the same integer."""
    if depth == 0:
        raise RecursionError
    if isinstance(value, dict):
        return {name: _with_whole_numbers(member, depth - 1) for name, member in value.items()}
    if isinstance(value, list):
        return [_with_whole_numbers(item, depth - 1) for item in value]
    return int(value) if isinstance(value, float) and value.is_integer() else value


def _with_defaults(schema: Schema, value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    members = schema.get("properties", {}).items()
    return {**{name: member["default"] for name, member in members if "default" in member}, **value}


def _media_type(operation: Operation, headers: Headers) -> str:
    media, _, options = headers.get("content-type", "").partition(";")
    media = media.strip().lower()
    foreign_charset = media == JSON and "charset" in options.lower() and "utf-8" not in options.lower()
    if media not in operation.bodies or foreign_charset:
        raise Problem("unsupported_media_type", f"Send {' or '.join(operation.bodies)}.")
    if headers.get("content-encoding", "identity").lower() != "identity":
        raise Problem("unsupported_media_type", "Send the body without Content-Encoding.")
    return media


async def _bytes(request: Request, most: int) -> bytes:
    """The whole body; refused as soon as it is known to be too large."""
    too_large = Problem("too_large", f"The body may have {most} bytes at most.")
    declared = request.headers.get("content-length", "")
    if declared.isdecimal() and int(declared) > most:
        raise too_large
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > most:
            raise too_large
    return bytes(body)


async def _read_multipart(schema: Schema, request: Request) -> tuple[Upload, list[Violation]]:
    parts = await _parts(await _bytes(request, MOST_MULTIPART_BYTES), request.headers)
    names = [name for name, _ in parts]
    fields = {name: part for name, part in parts if isinstance(part, str)}
    files = {name: part for name, part in parts if not isinstance(part, str)}
    broken = list(violations(schema, {**fields, **dict.fromkeys(files, "")}))
    broken += [_part_problem(name, "repeated", "must be given once") for name in files if names.count(name) > 1]
    broken += [_part_problem("file", "type", "must be a file") for name in fields if name == "file"]
    broken += [_part_problem(name, "type", "must be text") for name in files if name != "file"]
    file = files.get("file")
    content = await file.read() if file else b""
    for _, part in parts:
        if not isinstance(part, str):
            await part.close()
    return Upload(content_type=(file and file.content_type) or "", content=content, fields=fields), broken


async def _parts(body: bytes, headers: Headers) -> list[tuple[str, str | UploadFile]]:
    async def stream() -> AsyncGenerator[bytes, None]:
        yield body

    parser = MultiPartParser(headers, stream(), max_files=2, max_fields=10, max_part_size=MOST_MULTIPART_BYTES)
    try:
        return (await parser.parse()).multi_items()
    except MultiPartException:
        raise Problem("malformed_request", "The body is not multipart/form-data that can be read.") from None


def _part_problem(name: str, rule: str, message: str) -> Violation:
    return Violation(pointer=f"/{name[:100]}", rule=rule, message=message)
