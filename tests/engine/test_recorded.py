"""Newman's own behaviour, case by case: 40,000 inputs were compared, and these are kept."""

from __future__ import annotations

from typing import Any

import pytest

from assay.engine.cookies import Jar
from assay.engine.json_comments import strip_comments
from assay.engine.redirect import Stop, follow
from assay.engine.scopes import Scope, Scopes
from assay.engine.substitute import substitute
from assay.engine.unsendable import ResolveError
from assay.engine.url import encode_parts, resolve_url
from assay.formats.postman import parse_url
from assay.model.http import Header, Request, Response

from .recorded import body, build, head, table, world

REQUESTS = table("requests")


@pytest.mark.parametrize(("text", "disable_encoding", "href"), table("urls"))
def test_a_url_is_encoded(text: str, disable_encoding: bool, href: str) -> None:
    assert encode_parts(parse_url(text), disable_encoding=disable_encoding) == href


@pytest.mark.parametrize(("base", "relative", "url"), table("relative_urls"))
def test_a_url_is_resolved_against_another(base: str, relative: str, url: str) -> None:
    assert resolve_url(base, relative) == url


@pytest.mark.parametrize(
    ("local", "data", "environment", "collection", "globals_", "text", "expected"), table("substitutions")
)
def test_variables_are_substituted(
    local: Any, data: Any, environment: Any, collection: Any, globals_: Any, text: str, expected: str
) -> None:
    scopes = Scopes(
        local=scope(local),
        data=data,
        environment=scope(environment),
        collection=scope(collection),
        globals=scope(globals_),
    )
    assert substitute(text, scopes, world()) == expected


def scope(rows: Any) -> Scope:
    made = Scope()
    made.replace(rows)
    return made


@pytest.mark.parametrize(("text", "expected"), table("json_comments"))
def test_comments_are_taken_out_of_json(text: str, expected: str) -> None:
    assert strip_comments(text) == expected


@pytest.mark.parametrize("case", [case for case in REQUESTS["requests"] if "error" in case])
def test_a_request_is_refused(case: Any) -> None:
    with pytest.raises(ResolveError) as refused:
        build(case["request"], case["settings"], REQUESTS["variables"], REQUESTS["files"])
    assert refused.value.what == case["error"]


@pytest.mark.parametrize("case", [case for case in REQUESTS["requests"] if "error" not in case])
def test_a_request_is_built(case: Any) -> None:
    request, content, _ = build(case["request"], case["settings"], REQUESTS["variables"], REQUESTS["files"])
    assert head(request) == case["head"]
    assert body(request, REQUESTS["files"]) == case["body"]
    assert request.url == case["url"]
    assert list(content.warnings) == case["warnings"]


@pytest.mark.parametrize("case", table("redirects"))
def test_redirects_are_followed(case: Any) -> None:
    """All but the Referer, which is ours."""
    request, _, behavior = build(case["request"], case["settings"], {}, {})
    sent, error = [wire(request)], None
    for hops, (status, lines) in enumerate([*case["replies"], [200, ""]]):
        step = follow(request, answer(status, lines), behavior, hops)
        if isinstance(step, Stop):
            error = step.reason
        if not isinstance(step, Request):
            break
        request = step
        sent.append(wire(request))
    assert sent == case["wire"]
    assert error == case["error"]


def answer(status: int, lines: str) -> Response:
    headers = (line.split(": ", 1) for line in lines.split("\r\n") if line)
    return Response(status=status, headers=tuple(Header(name, value) for name, value in headers))


def wire(request: Request) -> list[Any]:
    lines = [line for line in head(request) if not line.lower().startswith("referer:")]
    return [[line.replace("BOUND", "B") for line in lines], body(request, {}).replace("BOUND", "B")]


@pytest.mark.parametrize(("steps", "seen", "kept"), table("cookies"))
def test_cookies_are_kept_and_sent(steps: Any, seen: Any, kept: Any) -> None:
    jar = Jar()
    found = []
    for step, url, text, now in steps:
        if step == "set":
            jar.store(url, (Header("Set-Cookie", text),), now)
        else:
            header = jar.header(url, now) or ""
            found.append([header, jar.postman_json(url, now)])
    assert found == seen
    cookies = [
        {name: value for name, value in cookie.items() if name != "lastAccessed"} for cookie in jar.dump()["cookies"]
    ]
    assert cookies == kept
