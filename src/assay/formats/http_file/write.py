"""A suite to an `.http` file in one of the dialects, with a file of environments beside it."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from typing import Any

from assay.formats.document import Loss, Written
from assay.formats.http_file.environments import PRIVATE, PUBLIC, SETTINGS
from assay.formats.http_file.write_request import Told, told_request
from assay.formats.walk import Spot, spots, suite_losses
from assay.model.errors import UsageError
from assay.model.suite import Suite
from assay.model.variable import Environment, Variable

DIALECTS = ("jetbrains", "vscode")


def write_http_file(suite: Suite, environments: Sequence[Environment] = (), *, dialect: str = "jetbrains") -> Written:
    """`requests.http` first; secret values stand in the files of environments only. Raises UsageError."""
    if dialect not in DIALECTS:
        raise UsageError(f"{dialect!r} is no dialect of .http files", where="--dialect", remedy="jetbrains or vscode")
    told = [(spot, told_request(spot, dialect)) for spot in spots(suite)]
    plain = [one for one in suite.variables if _is_plain(one)]
    head = [f"@{one.key} = {_line(_text(one.value))}" for one in plain]
    parts = [*(["\n".join(head)] if head else []), *(_block(spot, one) for spot, one in told)]
    secret = tuple(one for one in suite.variables if not _is_plain(one))
    files = {"requests.http": ("\n\n".join(parts) + "\n").encode("utf-8", "replace")}
    write = _jetbrains if dialect == "jetbrains" else _vscode
    losses = [
        *suite_losses(suite, variables=None),
        *_folder_losses(told),
        *(Loss(where=spot.where, what=what) for spot, one in told for what in one.losses),
    ]
    return Written(files=files | write(environments, secret), losses=tuple(losses))


def _is_plain(variable: Variable) -> bool:
    """Whether it can stand in the file itself."""
    return variable.enabled and not variable.secret and not set(variable.key) & set(" \t={}\n")


def _text(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else json.dumps(value, default=lambda _: None)


def _line(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\n", "\\n")


def _folder_losses(told: Sequence[tuple[Spot, Told]]) -> Iterator[Loss]:
    names = dict.fromkeys(" / ".join(folder.name for folder in spot.folders) for spot, _ in told if spot.folders)
    return (Loss(where=name, what="the folder (its requests stand one after the other)") for name in names)


def _block(spot: Spot, told: Told) -> str:
    return "\n".join([f"### {' '.join(spot.step.name.split())}".rstrip(), *told.lines])


def _jetbrains(environments: Sequence[Environment], secret: Sequence[Variable]) -> dict[str, bytes]:
    public, private = _tables(environments, secret)
    files = {PUBLIC: public} if any(public.values()) else {}
    files |= {PRIVATE: private} if any(private.values()) else {}
    return {name: _json(table) for name, table in files.items()}


def _vscode(environments: Sequence[Environment], secret: Sequence[Variable]) -> dict[str, bytes]:
    public, private = _tables(environments, secret)
    tables = {name: public.get(name, {}) | private.get(name, {}) for name in dict.fromkeys([*public, *private])}
    if not any(tables.values()):
        return {}
    return {SETTINGS: _json({"rest-client.environmentVariables": {"$shared": {}} | tables})}


Table = dict[str, dict[str, str]]


def _tables(environments: Sequence[Environment], secret: Sequence[Variable]) -> tuple[Table, Table]:
    """(what anybody may see, secret values), by environment."""
    named = {one.name or "dev": one.variables for one in environments} or ({"dev": ()} if secret else {})
    public: Table = {}
    private: Table = {}
    for name, variables in named.items():
        rows = [one for one in (*variables, *secret) if one.enabled]
        public[name] = {one.key: _text(one.value) for one in rows if not one.secret}
        private[name] = {one.key: _text(one.value) for one in rows if one.secret}
    return public, private


def _json(value: Any) -> bytes:
    return (json.dumps(value, indent=2, ensure_ascii=False) + "\n").encode("utf-8", "replace")
