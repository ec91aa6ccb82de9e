"""curl's --write-out: a template filled in with what is known of a transfer."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from assay.model.http import Response
from assay.model.transfer import Carried
from assay.report.write_out_names import NAMES

STANDARD_OUTPUT = "stdout"
STANDARD_ERROR = "stderr"
ESCAPES = {"r": "\r", "n": "\n", "t": "\t"}
THREE_DIGITS = frozenset({"http_code", "response_code", "http_connect"})
TOKEN = re.compile(
    r"%%|%\{(?P<name>[^}]*)\}|%(?P<kind>header|output|time)\{(?P<argument>(?:\\\}|[^}])*)\}|\\(?P<escape>.)|%(?P<other>.)",
    re.DOTALL,
)
LONGEST_FILE_NAME = 511


class Piece(NamedTuple):
    """Bytes and where they go: stdout, stderr, or a file's name with `>` (anew) or `>>` (at its end) before it."""

    to: str
    data: bytes


class Written(NamedTuple):
    """All pieces in order, and the variables that nobody knows."""

    pieces: tuple[Piece, ...]
    unknown: tuple[str, ...]


def write_out(template: str, carried: Carried, *, now: float) -> Written:
    """`now`: seconds since the epoch, for %time{}. A variable that has no value is written as nothing."""
    filler = _Filler(carried, now)
    filler.run(template)
    return Written(tuple(filler.pieces), tuple(filler.unknown))


class _Filler:
    def __init__(self, carried: Carried, now: float) -> None:
        self.carried = carried
        self.now = now
        self.to = STANDARD_OUTPUT
        self.pieces: list[Piece] = []
        self.unknown: list[str] = []

    def run(self, template: str) -> None:
        at = 0
        for found in TOKEN.finditer(template):
            self.put(template[at : found.start()])
            at = found.end()
            if not self.token(found):
                return
        self.put(template[at:])

    def token(self, found: re.Match[str]) -> bool:
        """Whether to go on after it."""
        if found["name"] is not None:
            return self.variable(found["name"])
        if found["kind"] is not None:
            self.call(found["kind"], found["argument"])
        elif found["escape"] is not None:
            self.put(ESCAPES.get(found["escape"], found[0]))
        else:
            self.put("%" if found[0] == "%%" else found[0])
        return True

    def variable(self, name: str) -> bool:
        if name == "onerror":
            return self.carried.code != 0
        if name in (STANDARD_OUTPUT, STANDARD_ERROR):
            self.to = name
        elif name == "json":
            self.put(as_json(self.carried))
        elif name == "header_json":
            self.put(headers_as_json(self.carried), latin=True)
        elif name in NAMES:
            self.put(plain(name, self.carried))
        else:
            self.unknown.append(name)
        return True

    def call(self, kind: str, argument: str) -> None:
        if kind == "header":
            self.put(header(self.carried, argument), latin=True)
        elif kind == "time":
            self.put(moment(self.now, argument))
        elif len(argument) <= LONGEST_FILE_NAME:
            self.to = argument if argument.startswith(">>") else f">{argument}"
            self.pieces.append(Piece(self.to, b""))  # the file is made, also where nothing goes into it

    def put(self, text: str, *, latin: bool = False) -> None:
        if text:
            data = text.encode("latin-1", "replace") if latin else text.encode("utf-8", "surrogateescape")
            self.pieces.append(Piece(self.to, data))


def plain(name: str, carried: Carried) -> str:
    """One variable as text; empty where it has no value."""
    value = value_of(name, carried)
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.6f}"
    return f"{value:03d}" if name in THREE_DIGITS and isinstance(value, int) else str(value)


def value_of(name: str, carried: Carried) -> str | int | float | None:
    """The value of one variable, or None."""
    if name == "exitcode":
        return carried.code
    if name == "errormsg":
        return carried.error or None
    if name == "num_headers":
        last = _answer(carried)
        return len(last.headers) if last else 0
    return carried.facts.get(name)


def as_json(carried: Carried) -> str:
    """%{json}: every variable by name in the order of the alphabet, null where it has no value, and curl_version."""
    members = [f'"{name}":{_json_value(name, carried)}' for name in NAMES]
    version = carried.facts.get("curl_version", "")
    return "{" + ",".join([*members, f'"curl_version":{_json_text(str(version))}']) + "}"


def headers_as_json(carried: Carried) -> str:
    """%{header_json}: names in lower case, each with all its values, in the order of the wire."""
    grouped: dict[str, list[str]] = {}
    last = _answer(carried)
    for name, value in last.headers if last else ():
        grouped.setdefault(name.lower(), []).append(value)
    members = [
        f"{_json_text(name)}:[{','.join(_json_text(value) for value in values)}]" for name, values in grouped.items()
    ]
    return "{" + ",\n".join(members) + "\n}"


def header(carried: Carried, argument: str) -> str:
    """%header{name}: its first value in the last answer; `name:all:, ` is every value of every answer, so joined."""
    name, colon, rest = argument.partition(":")
    if not colon:
        last = _answer(carried)
        return next(iter(_values(last, name)), "") if last else ""
    mode, _, separator = rest.partition(":")
    if mode != "all":
        return ""
    found = [
        value
        for exchange in carried.exchanges
        if exchange.response is not None
        for value in _values(exchange.response, name)
    ]
    return _unescaped(separator).join(found)


def moment(now: float, form: str) -> str:
    """%time{form}: the time in UTC by strftime's rules; %f is microseconds."""
    import datetime

    at = datetime.datetime.fromtimestamp(now, datetime.UTC)
    form = form.replace("%%", "\0").replace("%f", f"{at.microsecond:06d}").replace("%s", str(int(now)))
    form = form.replace("%z", "+0000").replace("%Z", "UTC")
    return at.strftime(form.replace("\0", "%%")) if form else ""


def _values(response: Response, name: str) -> Iterator[str]:
    wanted = name.lower()
    return (value for key, value in response.headers if key.lower() == wanted)


def _unescaped(separator: str) -> str:
    return re.sub(r"\\(.)", lambda found: ESCAPES.get(found[1], "}" if found[1] == "}" else found[0]), separator)


def _answer(carried: Carried) -> Response | None:
    """The most recent answer."""
    return next((one.response for one in reversed(carried.exchanges) if one.response is not None), None)


def _json_value(name: str, carried: Carried) -> str:
    value = value_of(name, carried)
    if value is None:
        return "null"
    if isinstance(value, str):
        return _json_text(value)
    return f"{value:.6f}" if isinstance(value, float) else str(value)


_JSON_ESCAPES = {'"': '\\"', "\\": "\\\\", "\b": "\\b", "\f": "\\f", "\n": "\\n", "\r": "\\r", "\t": "\\t"}


def _json_text(text: str) -> str:
    """As curl quotes it: control characters escaped, everything else as it is."""
    return '"' + "".join(_JSON_ESCAPES.get(one) or (f"\\u{ord(one):04x}" if one < " " else one) for one in text) + '"'
