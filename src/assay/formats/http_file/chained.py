"""References to the answer of another request (`{{login.response.body.$.token}}`), as a script and a variable."""

from __future__ import annotations

import json
import re

import msgspec

from assay.formats.javascript_place import place

_REFERENCE = re.compile(r"([A-Za-z_][\w-]*)\.(request|response)\.(body|headers)\.(.+)")
_STEP = re.compile(r"\.?([A-Za-z_][\w-]*)|\[(\d{1,9})\]|\[(?:'([^'\]]*)'|\"([^\"\]]*)\")\]")


class Reference(msgspec.Struct, frozen=True, kw_only=True):
    """What is taken from which request: a variable's name and the expression that fills it."""

    request: str
    variable: str
    code: str

    @property
    def line(self) -> str:
        """The statement of a test script."""
        return f"pm.environment.set({json.dumps(self.variable)}, {self.code});"


def reference(name: str) -> Reference | None:
    """A reference to an answer; None where it is none, or one that cannot be told (a request's own, XPath)."""
    match = _REFERENCE.fullmatch(name)
    if match is None or match[2] == "request":
        return None
    variable = re.sub(r"[\W_]+", "_", f"{match[1]}_{match[4]}").strip("_")
    if match[3] == "headers":
        return Reference(request=match[1], variable=variable, code=f"pm.response.headers.get({json.dumps(match[4])})")
    if match[4] == "*":
        return Reference(request=match[1], variable=f"{match[1]}_body", code="pm.response.text()")
    path = _path(match[4])
    if path is None:
        return None
    return Reference(request=match[1], variable=variable, code=place("pm.response.json()", path))


def is_reference(name: str) -> bool:
    """Whether a variable means a part of another request or answer."""
    return _REFERENCE.fullmatch(name) is not None


def _path(text: str) -> list[str | int] | None:
    """The steps of a JSONPath that names one place."""
    rest, steps = text.removeprefix("$"), list[str | int]()
    position = 0
    while position < len(rest):
        match = _STEP.match(rest, position)
        if match is None:
            return None
        name, index, single, double = match.groups()
        steps.append(
            int(index) if index is not None else next(part for part in (name, single, double) if part is not None)
        )
        position = match.end()
    return steps or None
