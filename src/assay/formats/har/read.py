"""An archive to a suite: its requests in order, each with its answer as an example, and secrets in an environment."""

from __future__ import annotations

from collections import Counter
from typing import Any
from urllib.parse import urlsplit

import msgspec

from assay.formats.document import Document
from assay.formats.har.body import language, read_body
from assay.formats.har.parts import as_text, octets, rows, text
from assay.formats.har.secrets import Vault
from assay.formats.json_text import decode_json
from assay.formats.postman import parse_url, request_json, rows_json
from assay.formats.postman.ids import stable_id
from assay.model.errors import InputError
from assay.model.names import is_secret
from assay.model.suite import BodyTemplate, Entry, RequestTemplate, Step, Suite
from assay.model.variable import Variable

MAX_ENTRIES = 20_000
MAX_WARNINGS = 200
LONGEST_EXAMPLE = 256 * 1024
"""Characters of an answer's body that are kept."""
_FRAMING = frozenset({"content-length", "connection", "transfer-encoding", "host", "proxy-connection", "keep-alive"})
_REMEDY = "Export it from the browser's network panel as HAR."


def read_har(data: bytes, *, name: str) -> Document:
    """The requests of an archive of version 1.1 or 1.2. Entries that are no HTTP requests are told in the warnings.

    The origin that most requests go to becomes {{base_url}}. Values of Authorization, cookies and fields with secret
    names are in the environment, and nowhere in the suite. Raises InputError where it is no archive.
    """
    document = decode_json(data, name=name)
    log = document.get("log") if isinstance(document, dict) else None
    if not isinstance(log, dict) or not isinstance(log.get("entries"), list):
        raise InputError("This is no HTTP archive: it has no list `log.entries`.", where=name, remedy=_REMEDY)
    if len(log["entries"]) > MAX_ENTRIES:
        raise InputError(f"This archive has more than {MAX_ENTRIES:,} entries.", where=name, remedy="Split it.")
    reading = _Reading(name)
    steps = [step for number, entry in enumerate(log["entries"], 1) if (step := reading.entry(entry, number))]
    if not steps:
        raise InputError("This archive holds no HTTP request.", where=name, remedy=_REMEDY)
    return reading.document(steps)


class _Reading:
    """One reading: its secrets, its origins, and what it has to say."""

    def __init__(self, name: str) -> None:
        self.title = name.replace("\\", "/").rpartition("/")[2].removesuffix(".har") or name
        self.vault = Vault()
        self.origins: Counter[str] = Counter()
        self.warnings: dict[str, None] = {}
        self.binary = 0

    def note(self, what: str) -> None:
        """Say something, as long as somebody would read it."""
        if len(self.warnings) < MAX_WARNINGS:
            self.warnings[what] = None

    def entry(self, entry: Any, number: int) -> Step | None:
        """The request of one entry; None where it is none."""
        request = entry.get("request") if isinstance(entry, dict) else None
        if not isinstance(request, dict):
            self.note(f"The entry {number} was passed over: it has no request.")
            return None
        url, method = text(request.get("url")), text(request.get("method")).upper() or "GET"
        scheme = url.partition(":")[0].lower()
        if method == "CONNECT" or (scheme not in ("http", "https") and not url.startswith("{{")):
            told = f"{method} {url[:60]}".strip()
            self.note(f"The entry {number} was passed over: {told!r} is no HTTP request.")
            return None
        return self._step(entry, request, method, url, number)

    def _step(self, entry: dict[str, Any], request: dict[str, Any], method: str, url: str, number: int) -> Step:
        url = url.partition("#")[0]
        if origin := _origin(url):
            self.origins[origin] += 1
        body = read_body(request.get("postData"), self.vault, lambda what: self.note(f"Of the entry {number}, {what}."))
        template = RequestTemplate(
            method=method, url=parse_url(self._query(url)), headers=self._headers(request, body), body=body
        )
        name = f"{method} {_path(url)}"
        response = entry.get("response")
        example = self._example(response, template) if isinstance(response, dict) else None
        return Step(
            id=stable_id("har", self.title, str(number), name),
            name=name,
            request=template,
            settings={"followRedirects": False} if example and 300 <= example["code"] < 400 else {},
            examples=(example,) if example else (),
        )

    def _query(self, url: str) -> str:
        """The URL with secret parameters put aside."""
        start, mark, query = url.partition("?")
        members = [member.partition("=") for member in query.split("&")]
        told = [f"{key}={self.vault.put(key, value)}" if is_secret(key) else key + equals + value
                for key, equals, value in members]  # fmt: skip
        return start + mark + "&".join(told)

    def _headers(self, request: dict[str, Any], body: BodyTemplate | None) -> tuple[Entry, ...]:
        """The headers that a client has to be told. Where an export left the cookies out of them, its list has them."""
        given = [(name, value) for name, value in rows(request.get("headers")) if not name.startswith(":")]
        cookies = "; ".join(f"{name}={value}" for name, value in rows(request.get("cookies")))
        if cookies and all(name.lower() != "cookie" for name, _ in given):
            given.append(("Cookie", cookies))
        forms = {"content-type"} if body and body.mode in ("formdata", "urlencoded") else set()
        kept = [(name, value) for name, value in given if name.lower() not in _FRAMING | forms]
        return tuple(Entry(key=name, value=self.vault.header(name, value)) for name, value in kept)

    def _example(self, response: dict[str, Any], template: RequestTemplate) -> dict[str, Any] | None:
        """The answer in Postman's structure; None where there was none."""
        status = response.get("status")
        if not isinstance(status, int) or isinstance(status, bool) or not 100 <= status <= 999:
            return None
        headers = [
            Entry(key=name, value=self.vault.header(name, value))
            for name, value in rows(response.get("headers"))
            if not name.startswith(":")
        ]
        content = response.get("content") if isinstance(response.get("content"), dict) else {}
        kind = text(content.get("mimeType")) if isinstance(content, dict) else ""
        return {
            "name": f"{status} {text(response.get('statusText'))}".strip(),
            "originalRequest": request_json(template),
            "code": status,
            "status": text(response.get("statusText")),
            "header": rows_json(headers),
            "_postman_previewlanguage": language(kind) or "text",
            "body": self._content(content if isinstance(content, dict) else {}),
        }

    def _content(self, content: dict[str, Any]) -> str:
        data = octets(content)
        told = as_text(data) if data is not None else None
        if told is None or len(told) > LONGEST_EXAMPLE:
            self.binary += data is not None
            return ""
        return self.vault.look(told)

    def document(self, steps: list[Step]) -> Document:
        """The suite, its most frequent origin as a variable."""
        if self.binary:
            self.note(f"{self.binary} bodies of answers are not kept: they are binary, or too long for an example.")
        base = self.origins.most_common(1)[0][0] if self.origins else ""
        environment, finder = self.vault.environment(self.title), self.vault.finder()
        suite = Suite(
            id=stable_id("har", self.title),
            name=self.title,
            items=tuple(_below(finder.step(step), base) for step in steps),
            variables=(Variable(key="base_url", value=base),) if base else (),
            warnings=tuple(self.warnings),
        )
        return Document(suite=suite, environments=(environment,) if environment else ())


def _origin(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    return f"{parts.scheme.lower()}://{parts.netloc}" if parts.netloc and "@" not in parts.netloc else ""


def _path(url: str) -> str:
    try:
        parts = urlsplit(url)
    except ValueError:
        return url[:200]
    return (parts.path if parts.path not in ("", "/") else parts.netloc or "/")[:200]


def _below(step: Step, base: str) -> Step:
    """The step with {{base_url}} in the place of an origin."""
    url = step.request.url
    origin = f"{(url.protocol or '').lower()}://{'.'.join(url.host)}" + (f":{url.port}" if url.port is not None else "")
    if not base or origin != base or url.auth is not None:
        return step
    changed = msgspec.structs.replace(url, protocol=None, host=("{{base_url}}",), port=None)
    return msgspec.structs.replace(step, request=msgspec.structs.replace(step.request, url=changed))
