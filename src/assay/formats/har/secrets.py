"""Secret values of an archive: found by where they stand, and put aside as variables wherever else they stand."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
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
_FIELD = re.compile(r'("([A-Za-z0-9_.-]{1,100})"\s*:\s*)("(?:[^"\\]|\\.)*")')
_WORD = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")


class Vault:
    """Values by the variables that stand for them: the same value has one name, and no two values share one."""

    def __init__(self) -> None:
        self._names: dict[str, str] = {}
        self._taken: dict[str, int] = {}
        """How many variables begin with a name."""

    def put(self, called: str, value: str) -> str:
        """The variable, with its braces, for a value; what is a variable already stays."""
        if not value or value.startswith("{{"):
            return value
        if value not in self._names:
            words = [word.lower() for word in _WORD.findall(called)]
            wanted = "_".join(words[1:] if words[:1] == ["x"] and len(words) > 1 else words) or "secret"
            self._names[value] = self._free(wanted)
        return f"{{{{{self._names[value]}}}}}"

    def _free(self, wanted: str) -> str:
        name = wanted
        while name in self._taken:
            self._taken[wanted] += 1
            name = f"{wanted}_{self._taken[wanted]}"
        self._taken[name] = 1
        return name

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

    def finder(self) -> Finder:
        """What finds the values in texts, once all of them are known."""
        return Finder(self._names)

    def environment(self, name: str) -> Environment | None:
        """What was put aside; None where that is nothing."""
        rows = tuple(Variable(key=key, value=value, type="secret", secret=True) for value, key in self._names.items())
        return Environment(id=stable_id("har", name), name=name, variables=rows) if rows else None


class Finder:
    """Finds many values in one pass over a text: by the longest run of letters and digits of each."""

    def __init__(self, names: dict[str, str]) -> None:
        self._starts: dict[str, list[tuple[int, str, str]]] = {}
        for value in sorted((one for one in names if len(one) >= SHORTEST), key=len, reverse=True):
            for form in _forms(value):
                if run := max(_RUN.finditer(form), key=lambda match: (len(match[0]), match.start()), default=None):
                    found = (run.start(), form, f"{{{{{names[value]}}}}}")
                    self._starts.setdefault(run[0], []).append(found)

    def step(self, step: Step) -> Step:
        """The step without the values, wherever they stand in it."""
        if not self._starts:
            return step
        text = msgspec.json.encode(step).decode()
        return msgspec.json.decode("".join(self._pieces(text)).encode(), type=Step)

    def _pieces(self, text: str) -> Iterator[str]:
        done = 0
        for run in _RUN.finditer(text):
            for before, form, variable in self._starts.get(run[0], ()):
                start = run.start() - before
                if start >= done and text.startswith(form, start):
                    yield text[done:start]
                    yield variable
                    done = start + len(form)
                    break
        yield text[done:]


_RUN = re.compile(r"[A-Za-z0-9]+")


def _forms(value: str) -> list[str]:
    """The value as JSON in JSON, as JSON, and in URLs."""
    once = json.dumps(value, ensure_ascii=False)[1:-1]
    plain = msgspec.json.encode(value).decode()[1:-1]
    twice = json.dumps(once, ensure_ascii=False)[1:-1]
    encoded = [quote(value, safe="", errors="replace"), quote_plus(value, errors="replace")]
    return list(dict.fromkeys([twice, once, plain, *encoded]))
