"""A curl command that stands in an `.http` file."""

from __future__ import annotations

import re
from collections.abc import Callable

import msgspec

from assay.formats.http_file.block import Block
from assay.formats.http_file.dynamic import VARIABLE
from assay.model.errors import InputError
from assay.model.suite import Folder, Step


def read_pasted(block: Block, name: str, note: Callable[[str], None]) -> list[Step]:
    """Its requests as steps; none, and a note, where it cannot be read."""
    from assay.formats.curl.read import read_curl

    hidden: dict[str, str] = {}

    def hide(match: re.Match[str]) -> str:
        return hidden.setdefault(match[0], f"zq{len(hidden)}variableqz")

    text = VARIABLE.sub(hide, block.curl)
    try:
        suite = read_curl(text.encode("utf-8", "replace"), name=name).suite
    except InputError as problem:
        note(f"the curl command was left out: {problem.what}")
        return []
    for warning in suite.warnings:
        note(warning.rstrip("."))
    steps = [_shown(item, hidden) for item in suite.items if not isinstance(item, Folder)]
    title = block.title or block.directive("name")
    return [msgspec.structs.replace(step, name=title) for step in steps] if title else steps


def _shown(step: Step, hidden: dict[str, str]) -> Step:
    """The step with the variables that braces would have hidden from curl."""
    url = step.request.url
    if url.protocol == "http" and url.host[:1] and url.host[0] in hidden.values():
        url = msgspec.structs.replace(url, protocol=None)  # curl's guess, which the variable itself may know better
        step = msgspec.structs.replace(step, request=msgspec.structs.replace(step.request, url=url))
    text = msgspec.json.encode(step).decode()
    for variable, word in hidden.items():
        text = text.replace(word, msgspec.json.encode(variable).decode()[1:-1])
    return msgspec.json.decode(text.encode("utf-8", "replace"), type=Step)
