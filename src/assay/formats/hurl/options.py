"""[Options] of an entry as settings, auth and lines of a pre-request script."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from assay.formats.code.javascript_text import quoted
from assay.formats.hurl.entry import Row
from assay.formats.hurl.javascript import text
from assay.model.suite import Auth

Note = Callable[[str, int], None]
MAX_DELAY = 8000
"""Milliseconds: a script may run for ten seconds."""
_SWITCHES = frozenset({"true", "false"})
_SILENT = frozenset({"verbose", "very-verbose", "verbosity", "compressed"})
"""What changes only what Hurl prints, or what Postman does anyway."""
_DURATION = re.compile(r"(\d{1,9})[ \t]*(ms|s|m)?")
_UNITS = {"ms": 1, "s": 1000, "m": 60_000}
_VARIABLE = re.compile(r"([\w-]+)[ \t]*=[ \t]*(.*)", re.DOTALL)
_NUMBER = re.compile(r"-?\d{1,15}(?:\.\d{1,15})?")


class Options:
    """What the options of one entry come to."""

    def __init__(self, note: Note) -> None:
        self._note = note
        self.settings: dict[str, Any] = {"followRedirects": False}
        self.lines: list[str] = []
        self.headers: list[tuple[str, str]] = []
        self.certificate: dict[str, Any] = {}
        self._user = ""
        self._scheme = "basic"
        self._aws = ""

    @property
    def auth(self) -> Auth | None:
        """The auth of `user`, by the scheme that another option names."""
        name, _, password = self._user.partition(":")
        if self._aws:
            parts = [*self._aws.split(":"), "", "", "", ""]
            told = {"accessKey": name, "secretKey": password, "region": parts[2], "service": parts[3]}
            return Auth(type="awsv4", params={key: value for key, value in told.items() if value})
        return Auth(type=self._scheme, params={"username": name, "password": password}) if self._user else None

    def take(self, row: Row) -> None:
        """Add one option. What it cannot become is noted."""
        if row.name in _SILENT:
            return
        switch = _SWITCH.get(row.name)
        if switch is not None:
            self._switch(row, switch)
        elif row.name in _OTHERS:
            _OTHERS[row.name](self, row)
        else:
            self._note(f"the option {row.name} is not kept", row.line)

    def _switch(self, row: Row, settings: Callable[[bool], dict[str, Any]]) -> None:
        if row.value in _SWITCHES:
            self.settings.update(settings(row.value == "true"))
        else:
            self._note(f"the option {row.name} is not kept: it is {row.value}", row.line)

    def variable(self, row: Row) -> None:
        """`variable: name=value`."""
        found = _VARIABLE.fullmatch(row.value)
        if found is None:
            self._note("the option variable is not kept: it is no `name=value`", row.line)
            return
        self.lines.append(f"pm.environment.set({quoted(found[1])}, {_variable_value(found[2])});")

    def delay(self, row: Row) -> None:
        """A time to wait before the request."""
        found = _DURATION.fullmatch(row.value)
        waits = int(found[1]) * _UNITS[found[2] or "ms"] if found else MAX_DELAY + 1
        if waits > MAX_DELAY:
            self._note(f"the option delay is not kept: a script waits {MAX_DELAY // 1000} seconds at most", row.line)
        else:
            self.lines.append(f"setTimeout(function () {{}}, {waits});")

    def skip(self, row: Row) -> None:
        """`skip: true`."""
        if row.value == "true":
            self.lines.append("pm.execution.skipRequest();")
        elif row.value != "false":
            self._note(f"the option skip is not kept: it is {row.value}", row.line)

    def redirects(self, row: Row) -> None:
        """`max-redirs: 5`; -1 is without end."""
        if re.fullmatch(r"-1|\d{1,6}", row.value):
            self.settings["maxRedirects"] = int(row.value) if row.value != "-1" else 1000
        else:
            self._note(f"the option max-redirs is not kept: it is {row.value}", row.line)

    def user(self, row: Row) -> None:
        """`user: name:password`."""
        self._user = row.value

    def scheme(self, row: Row) -> None:
        """Another scheme for the user than Basic."""
        if row.value == "true":
            self._scheme = row.name

    def aws(self, row: Row) -> None:
        """`aws-sigv4: provider:provider:region:service`."""
        self._aws = row.value

    def header(self, row: Row) -> None:
        """`header: name: value`."""
        name, _, value = row.value.partition(":")
        self.headers.append((name.strip(), value.strip()))

    def key(self, row: Row) -> None:
        """A client certificate or its key."""
        path, _, password = row.value.partition(":") if row.name == "cert" else (row.value, "", "")
        self.certificate[row.name] = {"src": path}
        if password:
            self.certificate["passphrase"] = password


def _variable_value(source: str) -> str:
    if source in ("null", "true", "false") or _NUMBER.fullmatch(source):
        return source if not source.startswith(("0", "-0")) or source in ("0",) or "." in source else quoted(source)
    if len(source) > 1 and source[0] == source[-1] == '"':
        return text(_unquoted(source))
    return text(source)


def _unquoted(source: str) -> str:
    try:
        return str(json.loads(source))
    except ValueError:
        return source[1:-1]


def _version(name: str) -> Callable[[bool], dict[str, Any]]:
    return lambda wanted: {"protocolVersion": name} if wanted else {}


_SWITCH: dict[str, Callable[[bool], dict[str, Any]]] = {
    "location": lambda wanted: {"followRedirects": wanted},
    "location-trusted": lambda wanted: {"followRedirects": True, "followAuthorizationHeader": True} if wanted else {},
    "insecure": lambda wanted: {"strictSSL": False} if wanted else {},
    "http1.1": _version("http1"),
    "http2": _version("http2"),
}
_OTHERS: dict[str, Callable[[Options, Row], None]] = {
    "variable": Options.variable,
    "delay": Options.delay,
    "skip": Options.skip,
    "max-redirs": Options.redirects,
    "user": Options.user,
    "digest": Options.scheme,
    "ntlm": Options.scheme,
    "aws-sigv4": Options.aws,
    "header": Options.header,
    "cert": Options.key,
    "key": Options.key,
}
