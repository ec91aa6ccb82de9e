"""A stub file from its bytes: routes as mappings, in the order in which they are tried."""

from __future__ import annotations

import re
import tomllib
from typing import Any

import msgspec

from assay.formats.json_text import MAX_DEPTH, decode_json, is_deeper, too_deep
from assay.formats.stub_file.lines import LineOf, lines_in_toml, lines_in_tree
from assay.formats.stub_file.order import in_order, shadowed
from assay.formats.stub_file.route import mapping
from assay.formats.stub_file.spot import Spot
from assay.formats.text import decode_text
from assay.model.errors import InputError
from assay.model.stub.mapping import Mapping

MAX_BYTES = 16 * 1024 * 1024
MAX_ROUTES = 20_000
_KNOWN = ("route", "contract", "files", "template", "lenient")
_MOST_WARNINGS = 20
_TOML = re.compile(rb"(?:\s++|#[^\n]*+)*+(?:\[\[route\]\]|(?:contract|files|template|lenient)[ \t]*=)")


class StubFile(msgspec.Struct, frozen=True, kw_only=True):
    """What a file says."""

    mappings: tuple[Mapping, ...] = ()
    """In the order in which they are tried."""
    contract: str = ""
    """A path, from where the file lies: an OpenAPI document that answers what no route does, and both sides keep to."""
    files: str = ""
    """The folder of bodies, from where the file lies; empty: that of the file."""
    lenient: bool = False
    """Whether requests are answered that the contract does not allow."""
    warnings: tuple[str, ...] = ()


def read_stub_file(data: bytes, *, file: str) -> StubFile:
    """Raises InputError with file and line. TOML where it is named or begins so, JSON where it begins so, YAML else."""
    if len(data) > MAX_BYTES:
        raise InputError(f"This file holds more than {MAX_BYTES:,} bytes.", where=file, remedy="Split it.")
    value, lines = _decoded(data, file)
    if not isinstance(value, dict):
        raise InputError("This is no stub file: it has no routes.", where=file, remedy="Begin with [[route]].")
    root = Spot(value, file=file, lines=lines)
    root.only(_KNOWN, "a stub file")
    template = root.at("template").flag() if root.at("template") else None
    routes = root.at("route").items()
    if len(routes) > MAX_ROUTES:
        raise root.at("route").wrong(f"These are more than {MAX_ROUTES:,} routes.", "Split the file.")
    if not routes and not root.at("contract"):
        raise InputError("This stub file answers nothing.", where=file, remedy="Add a [[route]], or a contract.")
    tried = in_order([mapping(spot, number, template=template) for number, spot in enumerate(routes)])
    return StubFile(
        mappings=tuple(tried),
        contract=root.at("contract").text(),
        files=root.at("files").text(),
        lenient=root.at("lenient").flag(),
        warnings=warnings(tried),
    )


def warnings(tried: list[Mapping]) -> tuple[str, ...]:
    """A sentence for each route that never answers."""
    found = shadowed(tried)
    told = [
        f"{second.source}: {described(second)} never answers: {described(first)} ({first.source}) takes all of it."
        for second, first in found[:_MOST_WARNINGS]
    ]
    more = len(found) - len(told)
    return (*told, *([f"{more} more routes never answer."] if more else ()))


def described(mapping: Mapping) -> str:
    """`GET /levels/{id}`, or the name that it was given."""
    return mapping.name or f"{mapping.when.method} {mapping.when.address.text or '/**'}"


def is_toml(data: bytes, file: str) -> bool:
    """By its name, else by its first line that is no remark."""
    return file.lower().endswith(".toml") or _TOML.match(data[:65_536]) is not None


def _decoded(data: bytes, file: str) -> tuple[Any, LineOf]:
    if is_toml(data, file):
        return _toml(data, file)
    if data[:1024].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"{", b"["):
        return decode_json(data, name=file), lines_in_tree(data)
    from assay.formats.yaml_text import decode_yaml, meaning  # only now: PyYAML takes its time to load

    return meaning(decode_yaml(data, name=file)), lines_in_tree(data)


def _toml(data: bytes, file: str) -> tuple[Any, LineOf]:
    text = decode_text(data)
    try:
        value = tomllib.loads(text.replace("\r\n", "\n"))
    except (tomllib.TOMLDecodeError, ValueError) as problem:
        raise InputError(f"This is not TOML: {problem}.", where=file, remedy="Mend the line it names.") from None
    except RecursionError:
        raise too_deep(file) from None
    if is_deeper(value, MAX_DEPTH):
        raise too_deep(file)
    return value, lines_in_toml(text)
