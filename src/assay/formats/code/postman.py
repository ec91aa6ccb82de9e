"""A Postman collection (v2.1) of the requests."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any
from urllib.parse import urlsplit

from assay.formats.code.asked import Asked
from assay.formats.code.javascript_text import safe
from assay.formats.code.postman_body import body_of
from assay.formats.postman import exported_json, parse_url
from assay.formats.postman.ids import stable_id
from assay.model.suite import Auth, Entry, RequestTemplate, Step, Suite

_PROTOCOLS = {"1.0": "http1", "1.1": "http1", "2": "http2"}


def collection(requests: Iterable[Asked]) -> tuple[str, list[tuple[str, ...]]]:
    """(the collection as JSON, what it lacks for each request)."""
    told = [step(asked, number) for number, asked in enumerate(requests, 1)]
    name = told[0][0].name if len(told) == 1 else "curl"
    suite = Suite(id=stable_id("curl", name), name=name, items=tuple(one for one, _ in told))
    text = safe(json.dumps(exported_json(suite), indent=2, ensure_ascii=False)) + "\n"
    return text, [losses for _, losses in told]


def step(asked: Asked, number: int) -> tuple[Step, tuple[str, ...]]:
    """(the request as a step, what it lacks). Literal values stay as they are, secrets too."""
    body = body_of(asked)
    name = _name(asked)
    template = RequestTemplate(
        method=asked.method,
        url=parse_url(asked.url),
        headers=tuple(Entry(key=header.name, value=header.value) for header in body.asked.headers),
        body=body.template,
        auth=_auth(asked),
    )
    made = Step(id=stable_id("curl", str(number), name), name=name, request=template, settings=_settings(asked))
    return made, (*_lacks(asked), *body.losses)


def _name(asked: Asked) -> str:
    try:
        parts = urlsplit(asked.url)
        return f"{asked.method} {parts.path if parts.path.strip('/') else parts.netloc}"
    except ValueError:
        return asked.method


def _auth(asked: Asked) -> Auth | None:
    login = asked.login
    if login is None or asked.header("authorization") is not None:
        return None
    if login.scheme == "bearer":
        return Auth(type="bearer", params={"token": login.token})
    kind = login.scheme if login.scheme in ("digest", "ntlm") else "basic"
    return Auth(type=kind, params={"username": login.user, "password": login.password or ""})


def _settings(asked: Asked) -> dict[str, Any]:
    travel = asked.travel
    settings: dict[str, Any] = {} if travel.follow else {"followRedirects": False}
    if travel.follow and asked.explicit_method and asked.method not in ("GET", "HEAD"):
        settings["followOriginalHttpMethod"] = True
    if travel.most_redirects is not None:
        settings["maxRedirects"] = travel.most_redirects
    if not travel.verify:
        settings["strictSSL"] = False
    if travel.http in _PROTOCOLS:
        settings["protocolVersion"] = _PROTOCOLS[travel.http]
    if asked.removed:
        settings["disabledSystemHeaders"] = dict.fromkeys(sorted(asked.removed), True)
    if asked.content is not None and asked.method in ("GET", "HEAD"):
        settings["disableBodyPruning"] = True
    return settings


def _lacks(asked: Asked) -> Iterator[str]:
    travel = asked.travel
    yield from (f"--{name}" for name in asked.others)
    if asked.login and asked.login.scheme in ("negotiate", "any"):
        yield "the authentication that the server chooses, or Negotiate (Basic is written)"
    for option, given in (("--cacert", travel.ca_file), ("--cert", travel.certificate), ("--proxy", travel.proxy),
                          ("--max-time", travel.timeout is not None), ("HTTP/3", travel.http == "3"),
                          ("--path-as-is", travel.path_as_is)):  # fmt: skip
        if given:
            yield option
    if "{{" in asked.url or any("{{" in header.value for header in asked.headers):
        yield "the braces {{…}} as text (Postman takes them for a variable)"
