"""A case: one small collection with what belongs to it, read from its short form.

A case file is YAML:

    row: Auth                       # the row of the compatibility table that it proves (or a list of rows)
    why: one sentence
    collection: {item: [...]}       # short form, see `collection_of`; or `text:` for a file written as it stands
    environment, globals: {a: 1}    # a mapping, or a list of {key, value, ...}, or {file: ...} for the whole file
    data: [{a: 1}] or CSV text      # given with -d
    files: {name: text}             # or {name: {hex: ...}} or {name: {text: ..., encoding: utf-16-le}}
    v3: {path: text}                # the same collection as a v3 folder: only assay reads it, Newman reads `collection`
    source: URL                     # where the collection is read from instead of its file
    argv: [...]                     # more options
    env: {...}                      # more process environment
    own_process: true               # Newman's real executable, for exit codes and crashes
    plain: true                     # no reports or exports are asked for
    expect: {exit: 0, requests: 1, assertions: 2, failed: 0}     # what the author meant, checked on Newman

Texts may name the site: `<http>`, `<other>`, `<local>`, `<six>`, `<tls>`, `<stranger>`, `<proxy>`, `<guarded>` (each a
URL without a last slash), `<port>` (of `<http>`), `<certificates>` and `<folder>` (paths).
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import msgspec
import yaml

CASES = Path(__file__).parent / "cases"
SCHEMA = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
PLURAL = {"pre": "prerequest", "test": "test"}
REQUEST_KEYS = ("header", "body", "url", "method", "proxy", "certificate", "description")


class Case(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One case as its file says it."""

    name: str
    row: str | list[str]
    why: str
    expect: dict[str, Any]
    collection: dict[str, Any] | None = None
    text: Any = None
    environment: Any = None
    globals: Any = None
    data: Any = None
    files: dict[str, Any] = {}
    v3: dict[str, str] | None = None
    source: str | None = None
    argv: list[str] = []
    env: dict[str, str] = {}
    own_process: bool = False
    plain: bool = False
    needs: str | None = None

    @property
    def rows(self) -> tuple[str, ...]:
        return (self.row,) if isinstance(self.row, str) else tuple(self.row)


def variables_of(value: Any) -> list[dict[str, Any]]:
    if isinstance(value, dict):
        return [{"key": key, "value": one} for key, one in value.items()]
    return list(value)


def auth_of(value: Any) -> Any:
    """`noauth`, or `{basic: {username: a}}`; anything with a `type` stands as it is."""
    if isinstance(value, str):
        return {"type": value}
    if value is None or "type" in value:
        return value
    ((kind, attributes),) = value.items()
    return {"type": kind, kind: [{"key": key, "value": one} for key, one in attributes.items()]}


def request_of(value: Any, item: dict[str, Any]) -> Any:
    """`POST <http>/x` with the item's `header`, `body` and `auth` moved in."""
    if not isinstance(value, str):
        return value
    method, _, url = value.partition(" ")
    request: dict[str, Any] = {"method": method, "url": url}
    request |= {key: item.pop(key) for key in REQUEST_KEYS if key in item}
    if isinstance(request.get("header"), dict):
        request["header"] = variables_of(request["header"])
    if "auth" in item:
        request["auth"] = auth_of(item.pop("auth"))
    return request


def item_of(short: dict[str, Any]) -> dict[str, Any]:
    item = dict(short)
    events = [{"listen": PLURAL[key], "script": {"exec": item.pop(key)}} for key in ("pre", "test") if key in item]
    if events:
        item["event"] = events + item.get("event", [])
    if "ppb" in item:
        item["protocolProfileBehavior"] = item.pop("ppb")
    if "request" in item:
        item["request"] = request_of(item["request"], item)
    if "auth" in item:
        item["auth"] = auth_of(item["auth"])
    if "variable" in item:
        item["variable"] = variables_of(item["variable"])
    if "item" in item:
        item["item"] = [item_of(one) for one in item["item"]]
    return item


def collection_of(short: dict[str, Any], name: str) -> dict[str, Any]:
    """A v2.1 collection from the short form: `pre`, `test`, `ppb`, and mappings where Postman has lists."""
    identity = {"_postman_id": "11111111-2222-4333-8444-555555555555", "name": name, "schema": SCHEMA}
    return {"info": identity} | item_of(short)


def scope_of(value: Any, name: str) -> Any:
    if isinstance(value, dict) and "file" in value:
        return value["file"]
    return {"id": "99999999-2222-4333-8444-555555555555", "name": name, "values": variables_of(value)}


def read_case(path: Path) -> Case:
    fields = yaml.safe_load(path.read_text(encoding="utf-8"))
    name = path.relative_to(CASES).with_suffix("").as_posix()
    return msgspec.convert({"name": name, **fields}, Case)


def all_cases() -> list[Case]:
    return [read_case(path) for path in sorted(CASES.rglob("*.yaml"))]


def filled(value: Any, words: dict[str, str]) -> Any:
    """The value with each `<word>` of the site put in."""
    if isinstance(value, str):
        for word, meaning in words.items():
            value = value.replace(f"<{word}>", meaning)
        return value
    if isinstance(value, dict):
        return {filled(key, words): filled(one, words) for key, one in value.items()}
    return [filled(one, words) for one in value] if isinstance(value, list) else value


def contents(value: Any) -> bytes:
    if isinstance(value, str):
        return value.encode()
    if isinstance(value, dict) and "hex" in value:
        return bytes.fromhex(value["hex"])
    if isinstance(value, dict) and "encoding" in value:
        return bytes.fromhex(value.get("mark", "")) + value["text"].encode(value["encoding"])
    return json.dumps(value, ensure_ascii=False).encode()


def write(folder: Path, name: str, data: bytes) -> None:
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)


def lay_out(case: Case, folder: Path, words: dict[str, str]) -> list[str]:
    """Write the case's files into the folder; the arguments that name them (the collection first)."""
    source = case.text if case.text is not None else collection_of(case.collection or {}, case.name)
    files: dict[str, Any] = {"collection.json": source} | case.files
    arguments = [filled(case.source or "collection.json", words)]
    for name in ("environment", "globals"):
        if (value := getattr(case, name)) is not None:
            files[f"{name}.json"] = scope_of(value, case.name)
            arguments += [f"--{name}", f"{name}.json"]
    if case.data is not None:
        name = "data.csv" if isinstance(case.data, str) else "data.json"
        files[name] = case.data
        arguments += ["-d", name]
    for name, text in (case.v3 or {}).items():
        files[f"v3/{name}"] = text
    for name, value in files.items():
        write(folder, name, contents(filled(value, words)))
    return arguments + filled(case.argv, words)
