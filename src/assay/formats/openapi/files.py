"""The files of a contract, decoded once each and only when something refers to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import PurePosixPath
from typing import Any

from assay.formats.json_text import decode_json
from assay.formats.openapi.node import Node
from assay.model.errors import InputError

Read = Callable[[str], bytes]
"""The content of a file by its path. OSError, KeyError or an AssayError where it cannot be had."""

MAX_FILES = 500
MAX_BYTES = 96 * 1024 * 1024


class Files:
    """Documents by path. Nothing outside the folder of the main one is asked for."""

    def __init__(self, given: Mapping[str, bytes], main: str, read: Read | None) -> None:
        self._given = {str(PurePosixPath(path)): content for path, content in given.items()}
        self._read = read
        self._folder = PurePosixPath(main).parent
        self._trees: dict[str, Node] = {}
        self._bytes = 0

    def tree(self, path: str) -> Node:
        """The root of a document. InputError where it cannot be read or decoded."""
        if path not in self._trees:
            if len(self._trees) >= MAX_FILES:
                raise InputError(f"This contract is spread over more than {MAX_FILES} files.", where=path)
            self._trees[path] = Node(decode(self._content(path), name=path), path)
        return self._trees[path]

    def beside(self, path: str, relative: str) -> str | None:
        """The path that a reference in the file at `path` means; None where it leads out of the folder."""
        if "\\" in relative or "\0" in relative or relative.startswith("/"):
            return None
        parts = list(PurePosixPath(path).relative_to(self._folder).parent.parts)
        for part in PurePosixPath(relative).parts:
            if part != "..":
                parts.append(part)
            elif parts:
                parts.pop()
            else:
                return None
        return str(self._folder.joinpath(*parts))

    def _content(self, path: str) -> bytes:
        try:
            content = self._given[path] if path in self._given else self._asked(path)
        except (OSError, KeyError):
            raise InputError("This file cannot be read.", where=path) from None
        self._bytes += len(content)
        if self._bytes > MAX_BYTES:
            raise InputError(f"The files of this contract are larger than {MAX_BYTES // 1024 // 1024} MB.", where=path)
        return content

    def _asked(self, path: str) -> bytes:
        if self._read is None:
            raise KeyError(path)
        return self._read(path)


def decode(data: bytes, *, name: str) -> Any:
    """The value of a JSON or YAML text, told apart by how it begins. InputError with line and column."""
    if not _is_json(data):
        return _decode_yaml(data, name)
    try:
        return decode_json(data, name=name)
    except InputError:
        if not name.lower().endswith((".yaml", ".yml")):
            raise
    return _decode_yaml(data, name)  # a mapping in YAML's flow style begins like JSON


def _is_json(data: bytes) -> bool:
    return data[:1024].lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n")[:1] in (b"{", b"[")


def _decode_yaml(data: bytes, name: str) -> Any:
    from assay.formats.yaml_text import decode_yaml, meaning  # only now: PyYAML takes its time to load

    return meaning(decode_yaml(data, name=name))
