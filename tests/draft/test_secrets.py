"""A stand-in never becomes a value, and a secret never stands in a collection."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from assay.draft import Missing
from assay.formats.postman import collection_json, environment_json
from assay.model.transfer import OptionValue
from tests.draft.kit import call, folder, headers, one, raw, secrets, steps, url, variables


def basic(user: str, password: str) -> dict[str, str]:
    return {"Authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}


@pytest.mark.parametrize(
    ("sent", "kind", "params"),
    [
        ({"Authorization": "Bearer ***aaaa"}, "bearer", {"token": "{{access_token}}"}),
        (basic("alice", "***aaaa"), "basic", {"username": "{{username}}", "password": "{{password}}"}),
        (basic("alice", "pass"), "basic", {"username": "{{username}}", "password": "{{password}}"}),
        ({"X-Api-Key": "***aaaa"}, "apikey", {"key": "X-Api-Key", "in": "header", "value": "{{api_key}}"}),
        (
            {"Authorization": 'Digest username="al", response="***aaaa"'},
            "digest",
            {"username": "{{username}}", "password": "{{password}}"},
        ),
        (
            {"Authorization": "AWS4-HMAC-SHA256 Credential=AKIA/20261124/eu-west-1/s3/aws4_request, Signature=***aaaa"},
            "awsv4",
            {
                "region": "eu-west-1",
                "service": "s3",
                "accessKey": "{{aws_access_key}}",
                "secretKey": "{{aws_secret_key}}",
            },
        ),
    ],
)
def test_credentials_become_postmans(sent: dict[str, str], kind: str, params: dict[str, str]) -> None:
    (step,) = steps(one(call(1, "GET /me", answer={}, headers=sent)))
    assert step.request.auth is not None
    assert (step.request.auth.type, step.request.auth.params) == (kind, params)
    assert headers(step) == {}


def test_a_key_in_the_query() -> None:
    (step,) = steps(one(call(1, "GET /me?api_key=***aaaa&x=1", answer={})))
    assert url(step) == "{{base_url}}/me?x=1"
    assert step.request.auth is not None
    assert step.request.auth.params == {"key": "api_key", "in": "query", "value": "{{api_key}}"}


def test_secrets_anywhere_else() -> None:
    made = one(
        call(
            1,
            "POST /reset/***aaaa?sig=***bbbb",
            {"pin": 4711, "client": {"secret": "***cccc"}, "x": "k=***dddd;v=1"},
            200,
            {},
            headers={"Authorization": "Token ***eeee", "Cookie": "sid=***ffff"},
        )
    )
    (step,) = steps(made)
    assert url(step) == "{{base_url}}/reset/{{reset_id}}"
    assert step.request.auth is not None
    assert step.request.auth.params["value"] == "{{sig}}"
    assert headers(step) == {
        "Content-Type": "application/json",
        "Authorization": "Token {{authorization}}",
        "Cookie": "sid={{sid}}",
    }
    assert raw(step) == '{\n  "pin": {{pin}},\n  "client": {\n    "secret": "{{secret}}"\n  },\n  "x": "k={{x}};v=1"\n}'
    assert "***" not in str(collection_json(made.suite))
    assert secrets(made)["pin"] == "4711"  # known, since it was too short to be masked: it goes where secrets go
    assert "4711" not in str(collection_json(made.suite))


def test_the_environment_holds_them_as_secrets_without_values() -> None:
    made = one(call(1, "GET /me", answer={}, headers={"Authorization": "Bearer ***aaaa"}))
    (row,) = environment_json(made.environment)["values"]
    assert (row["key"], row["type"], row["value"]) == ("access_token", "secret", "")
    assert made.missing == (Missing(variable="access_token", what="the access token in GET /me"),)


def test_equal_secrets_are_one_variable_and_others_are_others() -> None:
    made = folder(
        call(1, "GET /a", answer={}, headers={"X-Api-Key": "***aaaa"}),
        call(2, "GET /b", answer={}, headers={"X-Api-Key": "***aaaa"}),
        call(3, "GET /c", answer={}, headers={"X-Api-Key": "***bbbb"}),
    )
    assert [step.request.auth.params["value"] for step in steps(made) if step.request.auth] == [
        "{{api_key}}",
        "{{api_key}}",
        "{{api_key_2}}",
    ]


def test_a_variable_that_is_there_is_taken_where_it_holds_the_same() -> None:
    sent = call(1, "GET /a", answer={}, headers={"X-Api-Key": "***aaaa"})
    for held, name in (("***aaaa", "api_key"), ("", "api_key"), ("***bbbb", "api_key_2")):
        (step,) = steps(one(sent, variables={"api_key": held}))
        assert step.request.auth is not None
        assert step.request.auth.params["value"] == f"{{{{{name}}}}}"


@pytest.mark.parametrize(
    ("sent", "body"),
    [
        ({}, {"username": "alice", "password": "***aaaa"}),
        ({"Authorization": "Bearer ***aaaa"}, None),
        (basic("alice", "***aaaa"), None),
    ],
)
def test_what_was_refused_needs_no_secret(sent: dict[str, str], body: Any) -> None:
    made = one(call(1, "POST /login", body, 401, {"code": "no"}, headers=sent))
    assert secrets(made) == {}
    assert made.missing == ()
    assert "***" not in str(made.suite)
    assert "not-the-" in str(made.suite)


def test_a_good_secret_that_was_refused_once_stays_one() -> None:
    good = {"Authorization": "Bearer ***aaaa"}
    made = folder(call(1, "GET /a", answer={}, headers=good), call(2, "GET /b", None, 403, {}, headers=good))
    assert "not-the-" not in str(made.suite)


def test_no_credentials_among_inherited_ones_are_said_so() -> None:
    (step,) = steps(one(call(1, "GET /a", answer={}), has_auth=True))
    assert step.request.auth is not None
    assert step.request.auth.type == "noauth"


def test_the_user_of_an_option_is_never_written() -> None:
    options: dict[str, OptionValue] = {"user": "alice:hunter22", "digest": True}
    made = one(call(1, "GET /a", answer={}, headers={"Authorization": 'Digest username="alice"'}, options=options))
    assert "hunter22" not in str(made.suite) + str(made.environment)
    assert variables(made).keys() == {"base_url"}
