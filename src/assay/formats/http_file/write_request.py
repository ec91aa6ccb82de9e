"""One step as the lines of an `.http` file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import msgspec

from assay.formats.http_file.dynamic import VARIABLE, written
from assay.formats.http_file.scripts import to_jetbrains
from assay.formats.http_file.write_body import Lines, body_lines
from assay.formats.postman import url_text
from assay.formats.walk import Spot, script_name
from assay.model.suite import Auth, Entry

_LINE_END = re.compile(r"[\r\n]")


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """Lines below `###`, and what they lack."""

    lines: tuple[str, ...]
    losses: tuple[str, ...]


def told_request(spot: Spot, dialect: str) -> Told:
    """The request of a step. Authentication becomes a header, or parameters."""
    request = spot.step.request
    losses: list[str] = []
    credentials, query = _auth(spot.auth, losses)
    url = msgspec.structs.replace(request.url, query=(*request.url.query, *query))
    body = body_lines(request.body, request.headers) if request.body and request.body.enabled else Lines()
    headers = [*credentials, *body.headers, *((row.key or "", row.value) for row in request.headers if row.enabled)]
    version = " HTTP/2" if spot.step.settings.get("protocolVersion") == "http2" and dialect == "jetbrains" else ""
    lines = [
        *_comments(spot, losses),
        *_directives(spot, losses),
        *_scripts(spot, "prerequest", "<", dialect, losses),
        f"{request.method} {_one_line(url_text(url, path_variables=True), losses)}{version}",
        *(f"{name}: {_one_line(_text(value), losses)}".rstrip() for name, value in headers if name),
        *(["", *body.lines] if body.lines else []),
        *_scripts(spot, "test", ">", dialect, losses),
    ]
    losses += [*body.losses, *_others(spot)]
    told = tuple(_dynamic(line, dialect, losses) for line in lines)
    return Told(lines=told, losses=tuple(dict.fromkeys(losses)))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else "" if value is None else msgspec.json.encode(value).decode()


def _one_line(text: str, losses: list[str]) -> str:
    if _LINE_END.search(text):
        losses.append("line ends in the URL or in a header")
        return " ".join(text.split())
    return text


def _dynamic(line: str, dialect: str, losses: list[str]) -> str:
    """Postman's dynamic variables by the names that the dialect has for them."""

    def put(match: re.Match[str]) -> str:
        if not match[1].startswith("$"):
            return match[0]
        name = written(match[1], dialect)
        if name is None:
            losses.append(f"the dynamic variable {match[0]}")
        return match[0] if name is None else f"{{{{{name}}}}}"

    return VARIABLE.sub(put, line) if "{{" in line else line


def _comments(spot: Spot, losses: list[str]) -> Iterator[str]:
    if spot.step.description:
        losses.append("the description")
    yield from (f"# {line}".rstrip() for line in spot.step.request.description.splitlines() if line.strip())


def _directives(spot: Spot, losses: list[str]) -> Iterator[str]:
    settings = dict(spot.step.settings)
    if settings.pop("followRedirects", True) is False:
        yield "# @no-redirect"
    if settings.pop("disableCookies", False) is True:
        yield "# @no-cookie-jar"
    settings.pop("protocolVersion", None)
    if settings:
        losses.append(f"the settings {', '.join(sorted(settings))}")


def _scripts(spot: Spot, listen: str, mark: str, dialect: str, losses: list[str]) -> Iterator[str]:
    """Scripts that JetBrains' client can run; VS Code's has none."""
    source = spot.source(listen)
    if not source:
        return
    code, problem = to_jetbrains(source) if dialect == "jetbrains" else ("", "this dialect has no scripts")
    if problem or "%}" in code:
        losses.append(f"the {script_name(listen)}: {problem or 'it holds %}'}")
        return
    yield from ([] if mark == "<" else [""])
    yield f"{mark} {{%"
    yield from code.split("\n")
    yield "%}"


def _auth(auth: Auth | None, losses: list[str]) -> tuple[list[tuple[str, str]], tuple[Entry, ...]]:
    """(headers, parameters)."""
    if auth is None or auth.type == "noauth":
        return [], ()
    params = {key: _text(value) for key, value in auth.params.items()}
    token = params.get("token") or params.get("accessToken", "")
    user, password = params.get("username", ""), params.get("password", "")
    if auth.type in ("basic", "digest") and user and password and not set(user + password) & set(" :\t\n"):
        return [("Authorization", f"{auth.type.title()} {user} {password}")], ()
    if auth.type in ("bearer", "oauth2") and token:
        return [("Authorization", f"Bearer {token}")], ()
    if auth.type == "apikey" and params.get("in") == "query":
        return [], (Entry(key=params.get("key", ""), value=params.get("value", "")),)
    if auth.type == "apikey" and params.get("key"):
        return [(params["key"], params.get("value", ""))], ()
    losses.append(f"the {auth.type} authentication")
    return [], ()


def _others(spot: Spot) -> Iterator[str]:
    step, request = spot.step, spot.step.request
    if any(not row.enabled for row in (*request.headers, *request.url.query)):
        yield "what is switched off (headers, parameters)"
    if step.examples:
        yield "the saved examples"
    if step.variables:
        yield "the variables of the request"
    if request.proxy or request.certificate:
        yield "the proxy or the client certificate"
