"""An `.http` file to a suite, with the environments that lie beside it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial

import msgspec

from assay.formats.document import Document
from assay.formats.http_file.block import Block, blocks
from assay.formats.http_file.chained import Reference
from assay.formats.http_file.environments import read_environments
from assay.formats.http_file.pasted import read_pasted
from assay.formats.http_file.request import Read, read_block
from assay.formats.http_file.texts import Texts
from assay.formats.postman.ids import stable_id
from assay.formats.text import decode_text
from assay.model.errors import InputError
from assay.model.names import is_secret
from assay.model.suite import Script, Step, Suite
from assay.model.variable import Variable

MAX_BYTES = 32 * 1024 * 1024
MAX_WARNINGS = 200
_REMEDY = "A request is a line such as `GET https://api.example.com/users`; `###` stands between two of them."


def read_http_file(data: bytes, *, name: str, beside: Mapping[str, bytes] | None = None) -> Document:
    """The requests of a file in either dialect. `beside` are files of environments by their names.

    What was passed over is in the suite's warnings, with its line. Raises InputError where there is no request.
    """
    if len(data) > MAX_BYTES:
        raise InputError(f"This file is larger than {MAX_BYTES // 1024 // 1024} MB.", where=name, remedy="Split it.")
    found = blocks(decode_text(data), name=name)
    named = frozenset(filter(None, (block.directive("name") for block in found)))
    warnings: dict[str, None] = {}
    read = [one for block in found for one in _read(block, named, name, warnings)]
    if not read:
        raise InputError("This file holds no request.", where=name, remedy=_REMEDY)
    variables = _variables(found, named, warnings)
    title = name.replace("\\", "/").rpartition("/")[2]
    environments = read_environments(beside or {}, variables.secret)
    return Document(
        suite=Suite(
            id=stable_id("http", title),
            name=title,
            items=tuple(_with_chains(read, variables.references)),
            variables=variables.plain,
            warnings=tuple(warnings)[:MAX_WARNINGS],
        ),
        environments=environments,
    )


def _read(block: Block, named: frozenset[str], name: str, warnings: dict[str, None]) -> list[Read]:
    note = partial(_note, warnings, f"{block.title or block.method or 'line'} (line {block.line})")
    for clause in block.unread:
        note(f"{clause} is not read")
    if block.curl:
        return [Read(step=step) for step in read_pasted(block, name, note)]
    one = read_block(block, named, name, note) if block.url else None
    return [one] if one else []


def _note(warnings: dict[str, None], where: str, what: str) -> None:
    if len(warnings) < MAX_WARNINGS:
        warnings[f"{where}: {what}."] = None


class _Variables(msgspec.Struct, frozen=True, kw_only=True):
    """`@name = value` of a file: plain ones, those whose values are secret, and the answers that values come from."""

    plain: tuple[Variable, ...]
    secret: tuple[Variable, ...]
    references: tuple[Reference, ...]


def _variables(found: Sequence[Block], named: frozenset[str], warnings: dict[str, None]) -> _Variables:
    told: dict[str, str] = {}
    references: list[Reference] = []
    for block in found:
        texts = Texts(named, partial(_note, warnings, f"line {block.line}"))
        told |= {name: texts.text(value.replace("\\n", "\n")) for name, value in block.variables}
        references += texts.references
    secret = {name for name, value in told.items() if is_secret(name) and value and "{{" not in value}
    return _Variables(
        plain=tuple(Variable(key=name, value=value) for name, value in told.items() if name not in secret),
        secret=tuple(Variable(key=name, value=told[name], type="secret", secret=True) for name in sorted(secret)),
        references=tuple(references),
    )


def _with_chains(read: Sequence[Read], beside: Sequence[Reference]) -> list[Step]:
    """The steps, each with a script that keeps what later ones take from its answer."""
    lines: dict[str, dict[str, None]] = {}
    for reference in [*(reference for one in read for reference in one.references), *beside]:
        lines.setdefault(reference.request, {})[reference.line] = None
    return [_with_lines(one.step, list(lines.get(one.known_as, {}))) for one in read]


def _with_lines(step: Step, lines: Sequence[str]) -> Step:
    if not lines:
        return step
    script = Script(id=stable_id("chain", step.id), listen="test", source="\n".join(lines))
    return msgspec.structs.replace(step, scripts=(*step.scripts, script))
