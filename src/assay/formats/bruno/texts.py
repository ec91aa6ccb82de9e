"""Variables in Bruno's texts, by the names that they have in Postman."""

from __future__ import annotations

import re
from collections.abc import Iterator

_VARIABLE = re.compile(r"\{\{([^{}]*)\}\}")
_PROCESS = re.compile(r"process\.env\.([\w.-]+)")


def to_postman(text: str) -> str:
    """`{{process.env.NAME}}` is a variable NAME, and `{{?NAME}}`, which Bruno asks for, too."""
    return _VARIABLE.sub(lambda found: "{{" + _name(found[1].strip()) + "}}", text) if "{{" in text else text


def _name(name: str) -> str:
    process = _PROCESS.fullmatch(name)
    return process[1] if process else name.removeprefix("?").strip()


def unusual(text: str) -> Iterator[str]:
    """What has to be said of the variables in a text."""
    for found in _VARIABLE.finditer(text):
        name = found[1].strip()
        if process := _PROCESS.fullmatch(name):
            yield f"the variable {process[1]} of the process environment is one of the collection"
        elif name.startswith("?"):
            yield f"the variable {name[1:].strip()} is asked for: set it, or give it with --env-var"
        elif name.startswith(("$secrets.", "$oauth2.")):
            yield f"{{{{{name}}}}} is not kept"
