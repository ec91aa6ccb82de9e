"""Other sites get nothing from an API: not its visitors, not their data, not a look at its inside."""

from __future__ import annotations

from typing import Any

import pytest

from assay.probes.sites.strays import unlike
from tests.probes.notes import CONTRACT, Notes
from tests.probes.probing import Answer, Asked, contract, probe

TRUSTED = "any-origin-trusted"


def _cors(**headers: str) -> type[Notes]:
    class Open(Notes):
        def __call__(self, asked: Asked) -> Answer:
            status, content, *_ = super().__call__(asked)
            origin = asked.headers.get("origin", "")
            return (
                status,
                content,
                {name.replace("_", "-"): text.format(origin=origin) for name, text in headers.items()},
            )

    return Open


REPEATED = {"Access_Control_Allow_Origin": "{origin}", "Access_Control_Allow_Credentials": "true"}


def test_an_origin_that_is_repeated_with_credentials_is_told() -> None:
    outcome = probe(CONTRACT, _cors(**REPEATED)(), only=(TRUSTED,))
    assert [(one.rule, one.where, one.confidence) for one in outcome.findings] == [
        (TRUSTED, "Access-Control-Allow-Origin", "confirmed")
    ]


@pytest.mark.parametrize(
    "headers",
    [
        {"Access_Control_Allow_Origin": "*"},
        {"Access_Control_Allow_Origin": "*", "Access_Control_Allow_Credentials": "true"},
        {"Access_Control_Allow_Origin": "{origin}"},
        {"Access_Control_Allow_Origin": "https://app.example", "Access_Control_Allow_Credentials": "true"},
        {},
    ],
)
def test_an_api_for_everybody_or_for_some_is_right(headers: dict[str, str]) -> None:
    assert probe(CONTRACT, _cors(**headers)(), only=(TRUSTED,)).findings == ()


def test_it_is_asked_only_by_name() -> None:
    assert probe(CONTRACT, _cors(**REPEATED)()).findings == ()


def _going_on(name: str, **schema: Any) -> dict[str, Any]:
    parameter = {"name": name, "in": "query", "schema": {"type": "string", **schema}}
    answers = {"200": {"description": ""}, "302": {"description": ""}, "400": {"description": ""}}
    return contract({"/visits": {"get": {"parameters": [parameter], "responses": answers}}})


class Visits:
    """Sends on to where a parameter says; `allowed` says where that may be."""

    def __init__(self, name: str, allowed: str = "http") -> None:
        self.name = name
        self.allowed = allowed

    def __call__(self, asked: Asked) -> Answer:
        place = asked.query.get(self.name)
        if place is None:
            return 200, {"ok": True}
        if not place.startswith(self.allowed):
            return 400, {"error": "not there"}
        return 302, None, {"Location": place}


@pytest.mark.parametrize("name", ["next", "return_to", "redirectUri", "url", "callback"])
def test_a_parameter_that_sends_anywhere_is_told(name: str) -> None:
    outcome = probe(_going_on(name), Visits(name), only=("open-redirect",), passive=("redirects",))
    assert [(one.rule, one.where, one.confidence) for one in outcome.findings] == [
        ("open-redirect", f"query {name}", "confirmed")
    ]


def test_one_that_stays_on_the_site_is_right() -> None:
    outcome = probe(_going_on("next"), Visits("next", "/"), only=("open-redirect",), passive=("redirects",))
    assert outcome.findings == ()


def test_an_address_within_an_own_page_is_right() -> None:
    class Asking(Visits):
        def __call__(self, asked: Asked) -> Answer:
            return 302, None, {"Location": f"/leaving?to={asked.query.get('url', '')}"}

    outcome = probe(_going_on("url"), Asking("url"), only=("open-redirect",), passive=("redirects",))
    assert outcome.findings == ()


def test_other_parameters_name_no_place() -> None:
    for document in (_going_on("nextToken"), _going_on("next", enum=["a"]), _going_on("next", type="integer")):
        assert all("assay-redirect" not in one.request.url for one in probe(document, Visits("x")).exchanges)


def test_the_page_of_a_framework_at_an_unknown_path_is_told() -> None:
    class Debug(Notes):
        def __call__(self, asked: Asked) -> Answer:
            if not asked.path.startswith("/notes"):
                page = b"<p>You're seeing this error because you have <code>DEBUG = True</code>"
                return 404, page, {"Content-Type": "text/html"}
            return super().__call__(asked)

    outcome = probe(CONTRACT, Debug(), only=("leaked-debug-page",), passive=("leaks", "declared", "errors"))
    assert [(one.rule, one.operation) for one in outcome.findings] == [("leaked-debug-page", "GET /assay-no-such-path")]


def test_an_api_that_answers_every_path_is_right() -> None:
    class Anything(Notes):
        def __call__(self, asked: Asked) -> Answer:
            return super().__call__(asked) if asked.path.startswith("/notes") else (200, {"hello": "world"})

    assert (
        probe(CONTRACT, Anything(), only=("leaked-debug-page",), passive=("leaks", "declared", "errors")).findings == ()
    )


def test_a_thing_that_does_not_exist_makes_nothing_fail() -> None:
    class Fragile(Notes):
        def one(self, asked: Asked, note_id: str) -> Answer:
            return super().one(asked, note_id) if note_id in self.notes else (500, {"error": "KeyError"})

    outcome = probe(CONTRACT, Fragile(), only=("server-error",), passive=("declared",))
    assert [(one.rule, one.operation, one.confidence) for one in outcome.findings] == [
        ("server-error", "GET /notes/{note_id}", "confirmed")
    ]
    assert "a thing that does not exist" in outcome.findings[0].message
    assert probe(CONTRACT, Notes(), only=("server-error",), passive=("declared",)).findings == ()


@pytest.mark.parametrize("value", [7, "7", "ord_awzulid2kxq6", "0b0e1d4c-1f2a-4a3b-8c4d-5e6f7a8b9c0d"])
def test_an_unknown_id_has_the_form_of_a_known_one(value: Any) -> None:
    other = unlike(value)
    assert other != value
    assert type(other) is type(value)
    assert isinstance(value, int) or len(other) == len(value)
