"""More than is declared is told where it is a secret or another tenant's; what is declared or shared is not."""

from __future__ import annotations

from typing import Any

import pytest

from tests.checks.seeing import Shown, api, judged, member

USER = {"type": "object", "properties": {"id": {}, "name": {}}}
USERS = {"type": "object", "properties": {"items": {"type": "array", "items": USER}}}
BCRYPT = "$2b$12$" + "abcdefghijklmnopqrstuv" + "ABCDEFGHIJKLMNOPQRSTUVWXYZ01234"


@pytest.mark.parametrize("field", ["password_hash", "passwordHash", "refresh_token", "clientSecret", "salt", "api_key"])
def test_an_undeclared_secret_is_told(field: str) -> None:
    told = judged("exposure", [Shown(answer={"id": 1, field: "qwertz123"})], api(USER))
    assert [(one.rule, one.where) for one in told if one.rule != "undeclared-field"] == [
        ("exposed-secret", f"/{field}")
    ]


def test_in_a_list_it_is_told_once_and_at_the_same_place() -> None:
    answer = {"items": [{"id": 1}, {"id": 2, "pin_hash": "abc123"}, {"id": 3, "pin_hash": "abd123"}]}
    told = judged("exposure", [Shown(answer=answer)], api(USERS))
    assert {one.where for one in told} == {"/items/0/pin_hash"}


@pytest.mark.parametrize(
    ("schema", "answer"),
    [
        ({"type": "object", "properties": {"access_token": {}}}, {"access_token": "abcdefgh"}),
        (True, {"access_token": "abcdefgh", "secret": "abcdefgh"}),
        ({"type": "object"}, {"token": "abcdefgh"}),
        ({"type": "object", "properties": {"a": {}}, "additionalProperties": {"type": "string"}}, {"token": "abcdefg"}),
        ({"allOf": [USER, {"properties": {"salt": {}}}]}, {"id": 1, "salt": "abcdefgh"}),
        ({"oneOf": [USER, {"properties": {"salt": {}}}]}, {"salt": "abcdefgh"}),
        (USER, {"id": 1, "password": "********"}),
        (USER, {"id": 1, "password": None, "token": True, "secret": "", "pin": 12}),
        (USER, {"id": 1, "secret": "[REDACTED]"}),
        (USER, {"id": 1, "hash": "9f86d081884c7d65", "commit_hash": "9f86d081"}),
        (USER, {"id": 1, "token_type": "bearer", "password_changed_at": "2026-01-01", "secretary": "Ada Byron"}),
    ],
)
def test_what_is_declared_masked_or_merely_alike_is_no_secret(schema: Any, answer: Any) -> None:
    told = judged("exposure", [Shown(answer=answer)], api(schema))
    assert [one.rule for one in told if one.rule != "undeclared-field"] == []


@pytest.mark.parametrize(
    "text",
    [
        BCRYPT,
        "$argon2id$v=19$m=65536,t=3,p=4$c29tZXNhbHQ$RdescudvJCsgt3ub",
        "pbkdf2_sha256$600000$abcdefgh$abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG=",
        "scrypt:32768:8:1$abcdefgh$" + "0a" * 32,
        "$6$saltsalt$" + "x" * 86,
    ],
)
def test_a_password_hash_is_told_wherever_it_stands(text: str) -> None:
    schema = {"type": "object", "properties": {"note": {}}}
    told = judged("exposure", [Shown(answer={"note": text})], api(schema))
    assert [one.rule for one in told] == ["exposed-hash"]
    assert text not in told[0].message


def test_a_hash_that_somebody_wrote_is_theirs() -> None:
    sent = Shown(method="POST", sent={"note": BCRYPT}, answer={"note": BCRYPT})
    assert judged("exposure", [sent, Shown(answer={"note": BCRYPT})], api(True)) == []


@pytest.mark.parametrize(
    "text", ["$2b", "sha256:" + "ab" * 32, "$1.50$ and $2 more", "argon2id", "d41d8cd98f00b204e9800998ecf8427e"]
)
def test_a_checksum_or_a_price_is_no_password_hash(text: str) -> None:
    assert judged("exposure", [Shown(answer={"note": text})], api(True)) == []


def test_personal_data_is_only_reported_and_only_where_contracts_are_kept() -> None:
    paths = ("/things/{id}", "/b/{id}", "/c/{id}", "/d/{id}")
    extra = Shown(answer={"id": 1, "email": "a@b.example"})
    told = judged("exposure", [extra], api(USER, paths=paths))
    assert [(one.rule, one.basis) for one in told if one.rule == "exposed-personal"] == [
        ("exposed-personal", "inferred")
    ]
    loose = [Shown(path=f"/{name}/1", answer={"id": 1, "more": 2}) for name in "bcd"]
    told = judged("exposure", [extra, *loose], api(USER, paths=paths))
    assert "exposed-personal" not in {one.rule for one in told}


ACME, GLOBEX = member("alice"), member("carol", tenant="globex")


def _own(who: Any, value: str, count: int = 6, **more: Any) -> list[Shown]:
    return [Shown(who=who, path=f"/things/{number}", answer={"tenant_id": value}, **more) for number in range(count)]


def test_another_tenants_data_is_reported() -> None:
    foreign = Shown(who=ACME, path="/b/1", answer={"id": 1, "twin": {"tenant_id": "t-2"}})
    document = api(paths=("/things/{id}", "/b/{id}"))
    told = judged("exposure", [*_own(ACME, "t-1", 30), *_own(GLOBEX, "t-2"), foreign], document)
    assert [(one.rule, one.operation, one.where, one.basis) for one in told] == [
        ("exposed-tenant", "GET /b/{id}", "/twin/tenant_id", "inferred")
    ]


def test_a_field_that_does_not_say_whose_it_is_says_nothing() -> None:
    mixed = [*_own(ACME, "t-1"), *_own(ACME, "t-2"), *_own(GLOBEX, "t-2"), *_own(GLOBEX, "t-1")]
    assert judged("exposure", mixed, api()) == []
    few = [*_own(ACME, "t-1", 2), *_own(GLOBEX, "t-2", 2), *_own(ACME, "t-2", 1)]
    assert judged("exposure", few, api()) == []
    same = [*_own(ACME, "red"), *_own(GLOBEX, "red")]
    assert judged("exposure", same, api()) == []


def test_a_place_where_tenants_meet_is_shared_by_design() -> None:
    document = api(paths=("/things/{id}", "/market/{id}"))
    meeting = [
        Shown(who=GLOBEX, path="/market/1", answer={"tenant_id": "t-1"}),
        Shown(who=ACME, path="/market/2", answer={"tenant_id": "t-2"}),
    ]
    own = [*_own(ACME, "t-1", 40), *_own(GLOBEX, "t-2", 40)]
    assert judged("exposure", [*own, *meeting], document) == []
    assert judged("exposure", [*meeting, *own], document) == []


def test_what_a_forbidden_request_brought_is_for_probes_to_judge() -> None:
    foreign = Shown(who=ACME, answer={"tenant_id": "t-2"}, honest=False)
    assert judged("exposure", [*_own(ACME, "t-1", 30), *_own(GLOBEX, "t-2"), foreign], api()) == []
