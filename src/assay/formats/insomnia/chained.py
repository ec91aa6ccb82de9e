"""Values that a request takes from the answer of another, as a variable and the line that sets it."""

from __future__ import annotations

import re

from assay.formats.code.javascript_text import quoted
from assay.formats.hurl.jsonpath import json_path
from assay.formats.hurl.prelude import prelude
from assay.formats.hurl.untold import Untold
from assay.formats.hurl.xpath import x_path

_WHOLE = {"raw": "pm.response.text()", "url": "pm.request.url.toString()"}


class Chains:
    """The values that are taken from each answer, by the id of its request."""

    def __init__(self, names: dict[str, str]) -> None:
        self._names = names
        self._variables: dict[tuple[str, str, str], str] = {}
        self._lines: dict[str, list[str]] = {}
        self._needed: dict[str, set[str]] = {}

    def variable(self, request: str, attribute: str, path: str) -> str:
        """The variable that holds a part of an answer. Raises Untold where there is no such request or part."""
        key = (request, attribute, path)
        if key not in self._variables:
            if request not in self._names:
                raise Untold(f"it takes a value from a request that is not here ({request[:60]})")
            needed = self._needed.setdefault(request, set())
            code = _expression(attribute, path, needed)
            self._variables[key] = self._name(request, attribute, path)
            line = f"pm.environment.set({quoted(self._variables[key])}, {code});"
            self._lines.setdefault(request, []).append(line)
        return self._variables[key]

    def name_of(self, request: str) -> str:
        """The name of a request."""
        return self._names[request]

    def _name(self, request: str, attribute: str, path: str) -> str:
        part = path if path.strip("$.") else attribute
        wanted = re.sub(r"[\W_]+", "_", f"{self._names[request]}_{part}").strip("_").lower() or "answer"
        taken, name, count = set(self._variables.values()), wanted, 1
        while name in taken:
            count += 1
            name = f"{wanted}_{count}"
        return name

    def source(self, request: str) -> str:
        """The lines of the test script that set what others take from this request's answer."""
        lines = self._lines.get(request, [])
        return "\n".join([*prelude(self._needed.get(request, ())), *lines]) if lines else ""


def _expression(attribute: str, path: str, needed: set[str]) -> str:
    if attribute in _WHOLE:
        return _WHOLE[attribute]
    if attribute == "header":
        return f"pm.response.headers.get({quoted(path)})"
    if attribute != "body":
        raise Untold(f"`response` has no `{attribute[:30]}` that scripts know")
    if path.startswith("/"):
        code, kind = x_path("pm.response.text()", path, needed)
        return f"{code}.first().text()" if kind == "elements" else code
    own: set[str] = set()
    code = json_path("pm.response.json()", path, own)
    needed |= own
    if "select" not in own:
        return code
    return f"((found) => (found.length === 1 ? found[0] : JSON.stringify(found)))({code})"
