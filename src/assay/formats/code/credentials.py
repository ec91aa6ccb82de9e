"""Which values of a request are credentials, and the environment variable that stands for each."""

from __future__ import annotations

import re
from collections.abc import Callable

from assay.model.names import is_secret

_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
_OPAQUE = re.compile(r"(?=.*[0-9])(?=.*[A-Za-z])[A-Za-z0-9+/=_.%~-]{24,}")
_PUBLIC_COOKIE = re.compile(r"_ga|_gid|_gcl|_fbp|_hj|__utm|optimizely|consent|lang|locale|theme", re.IGNORECASE)
_SCHEME = re.compile(r"(?P<scheme>[A-Za-z][\w-]*) +(?P<token>\S.*)")

Named = Callable[[str, str], str]
"""(what it is called, the value) to the environment variable that holds it."""


class Environment:
    """Names for values: the same value gets the same name, and no two values one name."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}

    def name(self, called: str, value: str) -> str:
        """The variable for a value, by what it is called."""
        if value not in self._names:
            words = [word.upper() for word in _WORD.findall(called)]
            wanted = "_".join(words[1:] if words[:1] == ["X"] and len(words) > 1 else words) or "SECRET"
            wanted = f"_{wanted}" if wanted[0].isdigit() else wanted
            taken = set(self._names.values())
            numbered = (f"{wanted}_{number}" for number in range(2, len(taken) + 3))
            self._names[value] = wanted if wanted not in taken else next(n for n in numbered if n not in taken)
        return self._names[value]

    @property
    def names(self) -> tuple[str, ...]:
        """All of them, in the order in which they were asked for."""
        return tuple(self._names.values())


def is_credential(name: str, value: str) -> bool:
    """Whether the value of a field, parameter or header of this name is one."""
    return bool(value) and is_secret(name)


def is_credential_cookie(name: str, value: str) -> bool:
    """Whether a cookie lets somebody in: by its name, or because its value is long and says nothing."""
    if _PUBLIC_COOKIE.match(name):
        return False
    return is_credential(name, value) or _OPAQUE.fullmatch(value) is not None


def authorization(value: str) -> tuple[str, str]:
    """(scheme, the credentials after it); without a scheme where there is one word only."""
    found = _SCHEME.fullmatch(value)
    return (found["scheme"], found["token"]) if found else ("", value)
