"""YAML from bytes, by the core schema of YAML 1.2: scalars stay as written until somebody asks for their meaning."""

from __future__ import annotations

import re
from typing import Any, NamedTuple

import yaml

from assay.formats.ecmascript import to_number
from assay.formats.json_text import MAX_DEPTH, is_deeper, too_deep
from assay.formats.text import decode_text
from assay.model.errors import InputError

MAX_BYTES = 16 * 1024 * 1024
MAX_NODES = 1_500_000

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_TAG = "tag:yaml.org,2002:"
_TYPED = {_TAG + name for name in ("null", "bool", "int", "float")}
_TEXT = {"!", _TAG + "str"}
_COLLECTIONS = {"!", _TAG + "map", _TAG + "seq"}
_NULLS = {"", "~", "null", "Null", "NULL"}
_TRUTHS = {"true": True, "True": True, "TRUE": True, "false": False, "False": False, "FALSE": False}
_NUMBER = re.compile(r"[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|0o[0-7]+|0x[0-9a-fA-F]+")


class Plain(str):
    """A scalar without quotes, as written: the only kind that may mean null, a truth value or a number."""

    __slots__ = ()


def decode_yaml(data: bytes, *, name: str) -> Any:
    """dict, list, str, Plain, or None for an empty file. Raises InputError with line and column.

    Refused: tags that build objects, keys that are no scalars or are there twice, more than one document, and more
    than MAX_NODES nodes, aliases counted as often as they are used.
    """
    if len(data) > MAX_BYTES:
        raise InputError(f"This YAML file is larger than {MAX_BYTES // 1024 // 1024} MB.", where=name)
    text = decode_text(data)
    try:
        value = _Builder(name).build(text)
    except yaml.YAMLError as error:
        raise _malformed(error, text, name) from None
    if is_deeper(value, MAX_DEPTH):
        raise too_deep(name)
    return value


def meaning(value: Any) -> Any:
    """What a value means: plain scalars become None, truth values or numbers where the core schema says so."""
    if isinstance(value, dict):
        return {str(key): meaning(member) for key, member in value.items()}
    if isinstance(value, list):
        return [meaning(member) for member in value]
    return _resolved(value) if isinstance(value, Plain) else value


def _resolved(text: Plain) -> Any:
    if text in _NULLS:
        return None
    if text in _TRUTHS:
        return _TRUTHS[text]
    number = to_number(str(text)) if _NUMBER.fullmatch(text) else None
    return str(text) if number is None else number


class _Anchored(NamedTuple):
    value: Any
    nodes: int


class _Frame:
    """A list or mapping that is being filled."""

    __slots__ = ("anchor", "key", "nodes", "value")

    def __init__(self, value: dict[str, Any] | list[Any], anchor: str | None) -> None:
        self.value = value
        self.anchor = anchor
        self.key: str | None = None
        self.nodes = 1


class _Builder:
    """Builds one document from parser events, with a stack of its own: depth costs no recursion."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._stack: list[_Frame] = []
        self._anchors: dict[str, _Anchored] = {}
        self._root: Any = None
        self._documents = 0

    def build(self, text: str) -> Any:
        for event in yaml.parse(text, Loader=_LOADER):
            self._take(event)
        return self._root

    def _take(self, event: Any) -> None:
        if isinstance(event, yaml.ScalarEvent):
            self._add(self._scalar(event), event.anchor, 1, event)
        elif isinstance(event, yaml.AliasEvent):
            found = self._anchors.get(str(event.anchor))
            if found is None:
                raise self._error("An alias stands for nothing that is complete before it", event)
            self._add(found.value, None, found.nodes, event)
        elif isinstance(event, yaml.MappingStartEvent | yaml.SequenceStartEvent):
            self._open(event)
        elif isinstance(event, yaml.MappingEndEvent | yaml.SequenceEndEvent):
            frame = self._stack.pop()
            self._add(frame.value, frame.anchor, frame.nodes, event)
        elif isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise self._error("This file holds more than one YAML document", event)

    def _open(self, event: Any) -> None:
        if event.tag is not None and event.tag not in _COLLECTIONS:
            raise self._error("Tags that build objects are not read", event)
        if self._stack and isinstance(self._stack[-1].value, dict) and self._stack[-1].key is None:
            raise self._error("A key is a list or a mapping", event)
        if len(self._stack) >= MAX_DEPTH:  # at once: the parser takes quadratic time on deep flow lists
            raise too_deep(self._name)
        value: dict[str, Any] | list[Any] = {} if isinstance(event, yaml.MappingStartEvent) else []
        self._stack.append(_Frame(value, event.anchor))

    def _add(self, value: Any, anchor: str | None, nodes: int, event: Any) -> None:
        """Put a finished node into the list or mapping around it; in a mapping, every other node is a key."""
        if anchor is not None:
            self._anchors[anchor] = _Anchored(value, nodes)
        if not self._stack:
            self._root = None if isinstance(value, Plain) and value in _NULLS else value
            return
        frame = self._stack[-1]
        frame.nodes += nodes
        if frame.nodes > MAX_NODES:
            raise self._error(f"This YAML holds more than {MAX_NODES:,} nodes", event)
        if isinstance(frame.value, list):
            frame.value.append(value)
        elif frame.key is None:
            frame.key = self._key(value, frame.value, event)
        else:
            frame.value[frame.key], frame.key = value, None

    def _key(self, value: Any, mapping: dict[str, Any], event: Any) -> str:
        if not isinstance(value, str):
            raise self._error("A key is a list or a mapping", event)
        if value in mapping:
            raise self._error(f"The key {str(value)[:80]!r} is there twice", event)
        return str(value)

    def _scalar(self, event: Any) -> str:
        if event.tag in _TYPED or (event.tag is None and event.implicit[0]):
            return Plain(event.value)
        if event.tag is None or event.tag in _TEXT:
            return str(event.value)
        raise self._error("Tags that build objects are not read", event)

    def _error(self, what: str, event: Any) -> InputError:
        mark = event.start_mark
        return InputError(f"{what}.", where=f"{self._name}:{mark.line + 1}:{mark.column + 1}")


def _malformed(error: yaml.YAMLError, text: str, name: str) -> InputError:
    mark = getattr(error, "problem_mark", None)
    if mark is not None:
        problem = getattr(error, "problem", None) or getattr(error, "context", None) or "syntax error"
        return InputError(f"This is not YAML: {problem}.", where=f"{name}:{mark.line + 1}:{mark.column + 1}")
    before = text[: getattr(error, "position", 0)]
    where = f"{name}:{before.count(chr(10)) + 1}:{len(before) - before.rfind(chr(10))}"
    return InputError("This is not YAML: it holds a control character.", where=where)
