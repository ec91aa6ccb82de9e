"""Whatever was sent and whatever came back: a draft, never an exception, and no stand-in in it."""

from __future__ import annotations

import json
import re
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from assay.draft import Call
from assay.formats.postman import collection_json, read_collection
from assay.model.transfer import Form, Part
from tests.draft.kit import call, folder, one

IDS = st.sampled_from(
    [
        "***aaaa",
        "***bbbb",
        "7",
        "42",
        "ord_2tpmd5vhhgo6sp4ju3ny",
        "0b0f6a0e-26a7-4d7b-9df3-0d7c4a1b5f10",
        '"v1"',
        "alice",
    ]
)
NAMES = st.sampled_from(
    [
        "id",
        "token",
        "password",
        "email",
        "user_id",
        "name",
        "version",
        "status",
        "items",
        "a b",
        "__proto__",
        "",
        "é\ud800",
    ]
)
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | IDS | st.text(max_size=6) | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=8,
)
BODIES = (
    VALUES
    | st.binary(max_size=30)
    | st.sampled_from([b"a=***aaaa&b=1", b'<input name="x" value="***bbbb">', b"{", b"\xff"])
)
ODD = """Bearer ***aaaa|Basic ***aaaa|Basic YWxpY2U6KioqYWFhYQ==|Digest x|AWS4-HMAC-SHA256 x|text/html|sid=***aaaa; a
application/json|application/x-www-form-urlencoded|/orders/42?x#y|http://[::1|"""
HEADER_NAMES = "Authorization|Cookie|X-Api-Key|If-Match|Content-Type|Set-Cookie|Location|ETag|X-\udc00"
HEADERS = st.dictionaries(
    st.sampled_from(HEADER_NAMES.split("|")), IDS | st.sampled_from(re.split(r"[|\n]", ODD)), max_size=3
)
PATHS = st.lists(
    IDS | st.sampled_from(["orders", "users", "", "%2F", "é", "a:b", ":id", "{{x}}", "login"]), max_size=4
).map(lambda parts: "/" + "/".join(parts))
QUERIES = st.sampled_from(
    ["", "?", "?a", "?a=***aaaa&a=2", "?user_id=42", "?token=***bbbb", "?é=%zz", "#x", "?a=b=c&&"]
)
FORMS = st.none() | st.just(
    Form(parts=(Part(name="a", content=b"***aaaa"), Part(name="f", path="-"), Part(parts=(Part(),))))
)


@st.composite
def calls(draw: st.DrawFn) -> list[Call]:
    found = []
    for n in range(draw(st.integers(1, 4))):
        method = draw(st.sampled_from(["GET", "POST", "PUT", "DELETE", "HEAD", "OPTIONS", "X"]))
        host = draw(st.sampled_from(["", "", "http://auth.test:81"]))
        answer = draw(BODIES)
        found.append(
            call(
                n + 1,
                f"{method} {host}{draw(PATHS)}{draw(QUERIES)}",
                draw(BODIES),
                draw(st.sampled_from([0, 200, 200, 201, 204, 302, 401, 404, 422, 500])),
                answer,
                headers=draw(HEADERS),
                answered=draw(HEADERS),
                content=draw(FORMS),
                repeats=draw(st.sampled_from([(), (answer, answer), (answer, {"id": 1})])),
            )
        )
    return found


@settings(max_examples=200, deadline=None)
@given(calls(), st.booleans())
def test_a_draft_of_anything(given_calls: list[Call], everything: bool) -> None:
    kept = [*given_calls, call(9, "GET /orders/42", answer={"id": 42})]
    for made in (folder(*kept, everything=everything), one(*kept)):
        document: Any = collection_json(made.suite)
        text = json.dumps(document)
        assert not re.search(r"\*\*\*[0-9a-f]{4}", text)
        assert read_collection(json.loads(text), name="it").items
        assert not any("***" in str(row.value) for row in made.environment.variables)
