"""Secret values of an archive: found by where they stand, and put aside as variables wherever else they stand."""

from __future__ import annotations

import json
import re
from urllib.parse import quote, quote_plus

import msgspec

from assay.formats.code.credentials import authorization
from assay.formats.code.faithful import cookie_pairs
from assay.formats.postman.ids import stable_id
from assay.model.names import is_secret
from assay.model.suite import Step
from assay.model.variable import Environment, Variable

SHORTEST = 6
"""Characters of a value that is looked for where it stands under no name."""
MOST = 1000
_FIELD = re.compile(r'("([A-Za-z0-9_.-]{1,100})"\s*:\s*)("(?:[^"\\]|\\.)*")')
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


class Vault:
    """Values by the variables that stand for them: the same value has one name, and no two values share one."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._taken: set[str] = set()

    def put(self, called: str, value: str) -> str:
        """The variable, with its braces, for a value; what is a variable already stays."""
        if not value or value.startswith("{{") or len(self._names) >= MOST:
            return value
        if value not in self._names:
            words = [word.lower() for word in _WORD.findall(called)]
            wanted = "_".join(words[1:] if words[:1] == ["x"] and len(words) > 1 else words) or "secret"
            name, number = wanted, 2
            while name in self._taken:
                name, number = f"{wanted}_{number}", number + 1
            self._names[value] = name
            self._taken.add(name)
        return f"{{{{{self._names[value]}}}}}"

    def header(self, name: str, value: str) -> str:
        """The value of a header with what is secret in it put aside."""
        lower = name.lower()
        if lower in ("authorization", "proxy-authorization"):
            scheme, token = authorization(value)
            return f"{scheme} {self.put('token', token)}" if scheme else self.put("token", token)
        if lower == "cookie":
            pairs = cookie_pairs(value)
            told = [f"{key}={self.put(f'cookie {key}', text)}" for key, text in pairs or ()]
            return "; ".join(told) if pairs else self.put("cookie", value)
        if lower == "set-cookie":
            pair, semicolon, rest = value.partition(";")
            key, _, text = pair.partition("=")
            return f"{key}={self.put(f'cookie {key}', text)}{semicolon}{rest}"
        return self.put(name, value) if is_secret(name) else value

    def look(self, text: str) -> str:
        """A text that is JSON, with the texts under secret names put aside."""
        return _FIELD.sub(self._field, text) if text.lstrip()[:1] in ("{", "[") else text

    def _field(self, match: re.Match[str]) -> str:
        if not is_secret(match[2]):
            return match[0]
        try:
            value = json.loads(match[3])
        except ValueError:
            return match[0]
        return match[1] + json.dumps(self.put(match[2], value), ensure_ascii=False)

    def step(self, step: Step) -> Step:
        """The step without the values, wherever they stand in it."""
        text = msgspec.json.encode(step).decode()
        for value in sorted(self._names, key=len, reverse=True):
            if len(value) >= SHORTEST:
                for form in _forms(value):
                    text = text.replace(form, f"{{{{{self._names[value]}}}}}")
        return msgspec.json.decode(text.encode(), type=Step)

    def environment(self, name: str) -> Environment | None:
        """What was put aside; None where that is nothing."""
        rows = tuple(Variable(key=key, value=value, type="secret", secret=True) for value, key in self._names.items())
        return Environment(id=stable_id("har", name), name=name, variables=rows) if rows else None


def _forms(value: str) -> list[str]:
    """The value as JSON in JSON, as JSON, and in URLs."""
    once = json.dumps(value, ensure_ascii=False)[1:-1]
    plain = msgspec.json.encode(value).decode()[1:-1]
    twice = json.dumps(once, ensure_ascii=False)[1:-1]
    encoded = [quote(value, safe="", errors="replace"), quote_plus(value, errors="replace")]
    return list(dict.fromkeys([twice, once, plain, *encoded]))
