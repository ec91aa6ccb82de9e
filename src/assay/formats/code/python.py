"""A Python script that sends the requests with `requests`; credentials come from the process environment."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from assay.formats.code.asked import Asked
from assay.formats.code.credentials import Environment
from assay.formats.code.faithful import is_stable_url, split_query
from assay.formats.code.python_body import Opened, body_of
from assay.formats.code.python_headers import header_dict, told_headers
from assay.formats.code.python_login import login_of
from assay.formats.code.python_text import Code, Keyword, Pairs, call, quoted
from assay.formats.code.python_values import Values
from assay.formats.code.requests_lacks import lacks

TIMEOUT = 30
_FUNCTIONS = frozenset({"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"})


class Sent(msgspec.Struct, frozen=True, kw_only=True):
    """One call that sends a request, and what it needs."""

    call: str
    opened: Opened | None = None
    losses: tuple[str, ...] = ()

    def lines(self, indent: int) -> list[str]:
        """`response = …`, in a `with` where a file is open meanwhile."""
        pad = " " * indent
        if self.opened is None:
            return [f"{pad}response = {self.call}"]
        return [f'{pad}with open({quoted(self.opened.path)}, "rb") as body:', f"{pad}    response = {self.call}"]


def script(requests: Iterable[Asked]) -> tuple[str, list[tuple[str, ...]]]:
    """(the source, what it lacks for each request)."""
    values = Values(Environment())
    sent = [sending(asked, values, indent=0) for asked in requests]
    blocks = ["\n".join([*one.lines(0), "print(response.status_code)", "print(response.text)"]) for one in sent]
    source = "\n\n".join([head(values, needed_first(values)), *blocks]) + "\n"
    return source, [one.losses for one in sent]


def needed_first(values: Values) -> str:
    """A comment that names the environment variables."""
    names = values.environment.names
    return f"# Set these in the environment first: {', '.join(names)}" if names else ""


def head(values: Values, comment: str) -> str:
    """The imports, standard library first."""
    standard = [f"import {module}" for module in ("os", "sys") if module in values.modules]
    standard += ["from pathlib import Path"] if "pathlib" in values.modules else []
    third = ["import requests"]
    third += ["from requests.auth import HTTPDigestAuth"] if "digest" in values.modules else []
    return "\n\n".join("\n".join(group) for group in ([comment] if comment else [], standard, third) if group)


def sending(asked: Asked, values: Values, *, indent: int) -> Sent:
    """The call for one request, in a line that is indented by so much."""
    body = body_of(asked, values)
    indent += 4 if body.opened else 0
    url, params = _url(asked, values)
    headers, cookies, header_losses = told_headers(body.asked, values)
    login, login_losses = login_of(asked, values)
    keywords: list[Keyword] = [
        ("params", params),
        ("headers", header_dict([*login.headers, *headers])),
        ("cookies", cookies),
        ("auth", login.auth),
        *body.keywords,
        *_travel(asked),
    ]
    name, arguments = _function(asked.method, url)
    told = [(key, value) for key, value in keywords if value is not None]
    return Sent(
        call=call(name, arguments, told, indent=indent, used=indent + len("response = ")),
        opened=body.opened,
        losses=(*lacks(asked), *body.losses, *header_losses, *login_losses),
    )


def _function(method: str, url: str) -> tuple[str, list[str]]:
    if method in _FUNCTIONS:
        return f"requests.{method.lower()}", [url]
    return "requests.request", [method, url]


def _url(asked: Asked, values: Values) -> tuple[str, Pairs | list[tuple[str, str | Code]] | None]:
    """The URL, and its parameters where requests writes them as they were."""
    url, pairs = split_query(asked.url)
    if not pairs or not is_stable_url(asked.url):
        return asked.url, None
    return url, values.fields(pairs)


def _travel(asked: Asked) -> list[Keyword]:
    travel = asked.travel
    found: list[Keyword] = [("timeout", _number(travel.timeout or TIMEOUT))]
    if not travel.follow and asked.method != "HEAD":
        found.append(("allow_redirects", False))
    elif travel.follow and asked.method == "HEAD":
        found.append(("allow_redirects", True))
    if travel.ca_file or not travel.verify:
        found.append(("verify", travel.ca_file if travel.verify else False))
    if travel.certificate:
        found.append(("cert", (travel.certificate, travel.key) if travel.key else travel.certificate))
    if travel.proxy:
        found.append(("proxies", {"http": travel.proxy, "https": travel.proxy}))
    return found


def _number(value: float) -> int | float:
    return int(value) if value == int(value) else value
