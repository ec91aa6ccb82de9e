"""A finding as a pytest test: what it needs is made first, then the request is sent that showed it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from textwrap import wrap
from typing import Any
from urllib.parse import urlsplit

from assay.model.event import RunStarted
from assay.model.exchange import Exchange
from assay.model.finding import Finding
from assay.probes.pointer import at
from assay.probes.resources import singular
from assay.report.body import sent_bytes
from assay.report.clean import cut, line
from assay.report.fold import Records
from assay.report.probed import is_probe, probed
from assay.report.probing.evidence import STAND_IN, Evidence, json_of
from assay.report.probing.expecting import SEQUENCED, expectation
from assay.report.probing.literals import Literals, quoted, uses_unique

MOST = 500
"""Tests that are written, of the worst findings."""
_MOST_STEPS = 12
_LARGEST_BODY = 16 * 1024
_LONGEST = 300
_TAKEN = frozenset(
    {"response", "unique", "send", "at", "os", "uuid", "every", "inside", "fresh", "ready", "random", "httpx", "pytest"}
)
_OWN = frozenset({"accept", "user-agent", "content-length", "host", "connection"})
_SHOWN = re.compile(r"\*\*\*[0-9a-f]{4}")
_HEAD = '''"""What `assay probe` found, as tests that fail until it is mended.

BASE_URL is where the API is, if it is not at the address below. Each caller needs a credential; one that ends in
_BASIC is the base64 of user:password:
{variables}
"""

import os
import random
import uuid
from typing import Any

import httpx
import pytest

BASE_URL = os.environ.get("BASE_URL", {target})
CREDENTIALS: dict[str, dict[str, str]] = {credentials}


def send(method: str, path: str, who: str = "nobody", **more: Any) -> httpx.Response:
    """A request in somebody's name."""
    shown = {{name: value.format_map(os.environ) for name, value in CREDENTIALS.get(who, {{}}).items()}}
    headers = {{**shown, **more.pop("headers", {{}})}}
    return httpx.request(method, BASE_URL + path, headers=headers, timeout=30, **more)
'''
HELPERS = '''

def ready(response: httpx.Response) -> httpx.Response:
    """An answer that the test needs: where it is no success, nothing can be judged."""
    if not response.is_success:
        request = response.request
        told = f"{response.status_code} {response.text[:200]}"
        pytest.skip(f"{request.method} {request.url}: {told}")
    return response


def fresh(text: str) -> str:
    """The same with other digits: what may be there only once is made anew."""
    return "".join(random.choice("123456789") if one.isdigit() else one for one in text)


def every(content: Any, pointer: str) -> list[Any]:
    """What a JSON Pointer points at, None where there is nothing; `*` stands for each item of a list."""
    found = [content]
    for key in pointer.split("/")[1:]:
        name = key.replace("~1", "/").replace("~0", "~")
        found = [value for one in found for value in inside(one, name)]
    return found


def inside(content: Any, key: str) -> list[Any]:
    if isinstance(content, list):
        return content if key == "*" else content[int(key) : int(key) + 1]
    return [content.get(key)] if isinstance(content, dict) else [None]


def at(content: Any, pointer: str) -> Any:
    """What a JSON Pointer points at; None where there is nothing."""
    return next(iter(every(content, pointer)), None)
'''


def module(records: Records) -> Iterator[str]:
    """A whole file of tests, in pieces; without a test where the log is of no probing run."""
    if not is_probe(records):
        yield '"""No probing run: there are no findings to test."""\n'
        return
    run = probed(records)
    findings = run.worst_first()[:MOST]
    evidence = Evidence(findings, records)
    yield opening(run.started, evidence)
    for source in tests(findings, evidence, run.started).values():
        yield f"\n\n{source}"


def tests(findings: Iterable[Finding], evidence: Evidence, started: RunStarted | None) -> dict[str, str]:
    """By fingerprint, the source of a test; none for a finding that a request and its answer do not show."""
    base = started.target if started else ""
    written = ((one.fingerprint, Reproduction(one, evidence, base).source()) for one in findings)
    return {fingerprint: source for fingerprint, source in written if source}


def opening(started: RunStarted | None, evidence: Evidence) -> str:
    """What stands above the tests."""
    return headed(_HEAD, started, evidence)


def headed(head: str, started: RunStarted | None, evidence: Evidence, **more: str) -> str:
    """A head with its places filled: `target`, `variables`, `credentials` and more; what tests call is below it."""
    options: dict[str, Any] = started.options if started else {}
    target = started.target if started else ""
    given = options.get("credentials")
    named: Mapping[str, Any] = given if isinstance(given, dict) else {}
    callers = {name: _credentials(name, evidence, named) for name in options.get("identities", ())}
    shown = {name: headers for name, headers in callers.items() if headers}
    variables = sorted({word for headers in shown.values() for one in headers.values() for word in _words(one)})
    text = "{\n" + "".join(_row(name, headers) for name, headers in shown.items()) + "}" if shown else "{}"
    told = "\n".join(wrap(", ".join(variables) or "none", 100))
    return head.format(target=quoted(target), variables=told, credentials=text, **more) + HELPERS


def _row(name: str, headers: dict[str, str]) -> str:
    """One caller, on a line where that is short."""
    pairs = [f"{quoted(key)}: {quoted(value)}" for key, value in headers.items()]
    line = f"    {quoted(name)}: {{{', '.join(pairs)}}},\n"
    if len(line) <= 89:
        return line
    return f"    {quoted(name)}: {{\n" + "".join(f"        {pair},\n" for pair in pairs) + "    },\n"


def _words(template: str) -> list[str]:
    return re.findall(r"\{(\w+)\}", template)


def _credentials(name: str, evidence: Evidence, named: Mapping[str, Any]) -> dict[str, str]:
    variable = str(named.get(name) or re.sub(r"[^A-Z0-9]+", "_", f"{name}_token".upper()))
    return {
        key: _SHOWN.sub("{" + variable + "}", value.replace("{", "{{").replace("}", "}}"))
        for key, value in evidence.credentials(name)
    }


class Reproduction:
    """One test, put together step by step."""

    def __init__(self, finding: Finding, evidence: Evidence, base: str) -> None:
        self._finding = finding
        self._evidence = evidence
        self._base = base.rstrip("/")
        self._names: dict[str, str] = {}
        self._steps: list[str] = []
        self._made: dict[str, str] = {}
        first = next(iter(finding.exchanges), "")
        self._literals = Literals(self._names, first[:4])

    def source(self) -> str:
        """The function; empty where no test can show the finding."""
        shown = self._evidence.of(self._finding)
        judged = self._judged(shown)
        expected = expectation(self._finding, judged) if judged is not None else ()
        if judged is None or not expected or not self._is_writable(shown):
            return ""
        for exchange in shown:
            self._make_what_it_needs(exchange)
        if len(self._steps) > _MOST_STEPS:
            return ""
        for exchange in shown[: shown.index(judged)]:
            self._control(exchange)
        self._steps.append(f"response = {self._sent(judged, anew=self._may_be_anew(judged))}\n" + "\n".join(expected))
        return self._whole()

    def _judged(self, shown: list[Exchange]) -> Exchange | None:
        """The request that should have been answered otherwise."""
        method, _, template = self._finding.operation.partition(" ")
        path = re.compile(re.sub(r"\\\{[^/]*?\\\}", "[^/]+", re.escape(template)) + r"(?:\?|$)")
        fitting = [
            one
            for one in shown
            if one.request.method == method
            and self._finding.identity in ("", one.request.identity)
            and path.search(one.request.url[len(self._base) :])
        ]
        if not fitting:
            return None
        if self._finding.rule in SEQUENCED:
            return fitting[-1] if len(shown) > 1 else None  # what came before it is a part of it
        if len(fitting) < len(shown):
            return fitting[-1]
        telling = next((one for one in fitting if expectation(self._finding, one)), fitting[0])
        shown[:] = [telling]  # each of them shows it alone
        return telling

    def _may_be_anew(self, judged: Exchange) -> bool:
        """Whether the numbers in the texts of the body are not what it is about."""
        return not isinstance(at(json_of(sent_bytes(judged.request) or b""), self._finding.where), str)

    def _is_writable(self, shown: list[Exchange]) -> bool:
        """Whether each shows the credentials that its sender has: a token made up for once is in no variable."""
        for one in shown:
            usual = self._evidence.credentials(one.request.identity or "")
            held = tuple((header.name, header.value) for header in one.request.headers if STAND_IN in header.value)
            if held not in (usual, ()) or STAND_IN in one.request.url or not one.request.url.startswith(self._base):
                return False
            if len(sent_bytes(one.request) or b"") > _LARGEST_BODY or sent_bytes(one.request) is None:
                return False
        return True

    def _make_what_it_needs(self, exchange: Exchange, depth: int = 0) -> None:
        """The exchanges before this one that made what it names, in the order in which they were sent."""
        needed = []
        for value in _texts(exchange, self._base):
            birth = self._evidence.births.get(value)
            if birth is None or value in self._names or birth.exchange == exchange.id:
                continue
            if self._evidence.order.get(birth.exchange, 0) < self._evidence.order.get(exchange.id, 0):
                needed.append((value, birth))
        for value, birth in sorted(needed, key=lambda pair: self._evidence.order[pair[1].exchange]):
            maker = self._evidence.exchanges[birth.exchange]
            if birth.exchange not in self._made and depth < 6:
                self._make_what_it_needs(maker, depth + 1)
                self._make(maker)
            self._names[value] = self._extracted(value, birth.place, birth.exchange)

    def _make(self, maker: Exchange) -> None:
        name = _variable(_noun(maker), set(self._made.values()) | set(self._names.values()))
        self._made[maker.id] = name
        self._steps.append(f"{name} = ready({self._sent(maker, anew=True)})")

    def _extracted(self, value: str, place: str, maker: str) -> str:
        made = self._made.get(maker)
        if made is None:
            return repr(value)
        field = place.rpartition("/")[2]
        slug = re.sub(r"[^a-z0-9]+", "_", field.lower()).strip("_") or "id"
        name = _variable(f"{made}_{slug}", set(self._names.values()))
        taken = f"at({made}.json(), {quoted(place)})"
        if place == "Location":
            taken = f'{made}.headers["Location"].rpartition("/")[2]'
        self._steps.append(f"{name} = {taken}")
        return name

    def _control(self, exchange: Exchange) -> None:
        response = exchange.response
        succeeded = response is not None and 200 <= response.status < 300
        self._steps.append(f"ready({self._sent(exchange)})" if succeeded else self._sent(exchange))

    def _sent(self, exchange: Exchange, *, anew: bool = False) -> str:
        """The call that sends a request; what a pattern made for its body is made `anew`."""
        request = exchange.request
        path = self._literals.text(request.url[len(self._base) :], "/?&=")
        words = [quoted(request.method), path]
        shown = {header.name for header in request.headers if STAND_IN in header.value}
        if request.identity and (shown or not self._evidence.credentials(request.identity)):
            words.append(f"who={quoted(request.identity)}")
        headers = {
            one.name: one.value for one in request.headers if one.name.lower() not in _OWN and one.name not in shown
        }
        body = sent_bytes(request) or b""
        content = json_of(body) if "json" in headers.get("Content-Type", "") else None
        if body and content is not None and _is_plain(content):
            if headers.get("Content-Type") == "application/json":
                headers.pop("Content-Type")
            self._literals.is_making = anew
            words.append(f"json={self._literals.of(content)}")
            self._literals.is_making = False
        elif body:
            words.append(f"content={body!r}")
        if headers:
            words.append(f"headers={self._literals.of(headers)}")
        return f"send({', '.join(words)})"

    def _needed(self, step: str) -> str:
        """The step without a name that nothing asks for."""
        name, sign, rest = step.partition(" = ")
        if not sign or not rest.startswith("ready("):
            return step
        used = any(re.search(rf"\b{name}\b", one) for one in self._steps if one is not step and self._is_used(one))
        return step if used else rest

    def _is_used(self, step: str) -> bool:
        """Whether what a step takes out of an answer stands in another one."""
        name, sign, taken = step.partition(" = ")
        if not sign or not (taken.startswith("at(") or ".headers[" in taken):
            return True
        return any(re.search(rf"\b{name}\b", other) for other in self._steps if other is not step)

    def _whole(self) -> str:
        finding = self._finding
        body = "\n".join(self._needed(step) for step in self._steps if self._is_used(step))
        if uses_unique(body):
            body = f'unique = f"qz{{uuid.uuid4().hex[:4]}}"\n{body}'
        place = f"\n\n    {finding.contract.file}:{finding.contract.line}" if finding.contract else ""
        told = _quotable(f"{finding.title}: {finding.operation} {finding.where}".strip())
        indented = "".join(f"    {one}\n" if one else "\n" for one in body.split("\n"))
        return (
            f"def test_{_name(finding)}() -> None:\n"
            f'    """{told}.\n\n    {_quotable(finding.message)}{place}\n    """\n{indented}'
        )


def _is_plain(content: Any) -> bool:
    """Whether Python writes it as JSON again: no numbers that are none."""
    return "nan" not in (text := repr(content)) and "inf" not in text


def _texts(exchange: Exchange, base: str) -> Iterator[str]:
    """Values that a request holds, as they stand: segments, query values, texts of the body, headers."""
    parts = urlsplit(exchange.request.url[len(base) :])
    yield from filter(None, re.split(r"[/?&=]", f"{parts.path}?{parts.query}"))
    yield from _leaves(json_of(sent_bytes(exchange.request) or b""))
    yield from (one.value for one in exchange.request.headers if one.name.lower() not in _OWN)


def _leaves(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for one in value.values():
            yield from _leaves(one)
    elif isinstance(value, list):
        for one in value:
            yield from _leaves(one)
    elif isinstance(value, str | int) and not isinstance(value, bool):
        yield str(value)


def _noun(exchange: Exchange) -> str:
    """What a request made, by its path: `order` of /v1/orders."""
    segments = [one for one in urlsplit(exchange.request.url).path.split("/") if one.isalpha()]
    return singular(segments[-1].lower()) if segments else "made"


def _variable(wish: str, taken: set[str]) -> str:
    name = re.sub(r"\W+", "_", wish).strip("_") or "made"
    if name[0].isdigit() or name in _TAKEN:
        name = f"the_{name}"
    number = 2
    found = name
    while found in taken:
        found, number = f"{name}_{number}", number + 1
    return found


def _name(finding: Finding) -> str:
    slug = re.sub(r"[^a-z0-9]+", "_", f"{finding.rule} {finding.operation}".lower()).strip("_")
    return f"{slug[:80].strip('_')}_{finding.fingerprint[:8]}"


def _quotable(text: str) -> str:
    return cut(line(text), _LONGEST).replace("\\", "\\\\").replace('"', "'").rstrip(".")
