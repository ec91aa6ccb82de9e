"""A digest conversation: what is learned, what is kept, and when it ends."""

from __future__ import annotations

import re
from typing import Any

from assay.engine.auth import SIGNERS
from assay.engine.auth.signing import Draft
from assay.model.http import Header, Response
from tests.engine.auth.signed_with import authorization, draft, sign, world_at

DIGEST = SIGNERS["digest"]
USER: dict[str, Any] = {"username": "u", "password": "p"}
CHALLENGE = 'Digest realm="r", nonce="n1", qop="auth", opaque="o"'


def refused(challenge: str) -> Response:
    return Response(status=401, headers=(Header("WWW-Authenticate", challenge),))


def test_the_first_request_keeps_a_manual_authorization() -> None:
    asked = draft(headers=(("Authorization", "mine"),))
    assert authorization(sign("digest", USER, asked)) == "mine"


def test_the_nonce_count_goes_up_with_each_answer() -> None:
    world, asked = world_at(), draft()
    params = DIGEST.answered(USER, asked, refused(CHALLENGE), world).params
    counts = []
    for _ in range(12):
        value = authorization(DIGEST.sign(params, asked, world))
        counts.append(re.search(r"nc=(\d+)", value)[1])  # type: ignore[index]
        params = DIGEST.answered(params, asked, Response(status=200), world).params
    assert counts == [f"{number:08}" for number in range(1, 13)]


def test_a_stale_nonce_is_replaced_and_the_request_replayed() -> None:
    world, asked = world_at(), draft()
    params = DIGEST.answered(USER, asked, refused(CHALLENGE), world).params
    reaction = DIGEST.answered(params, asked, refused('Digest realm="r", nonce="n2", qop="auth", stale=true'), world)
    assert reaction.replay
    assert 'nonce="n2"' in authorization(DIGEST.sign(reaction.params, asked, world))
    assert "nc=00000001" in authorization(DIGEST.sign(reaction.params, asked, world))


def test_a_wrong_password_is_not_tried_twice() -> None:
    world, asked = world_at(), draft()
    params = DIGEST.answered(USER, asked, refused(CHALLENGE), world).params
    again = DIGEST.answered(params, asked, refused(CHALLENGE.replace("n1", "n2")), world)
    assert not again.replay
    assert 'nonce="n1"' in authorization(DIGEST.sign(again.params, asked, world))


def test_a_nonce_of_the_user_is_never_replaced() -> None:
    written = {**USER, "nonce": "mine", "realm": "mine"}
    reaction = DIGEST.answered(written, draft(), refused(CHALLENGE + ", stale=true"), world_at())
    value = authorization(sign("digest", dict(reaction.params)))
    assert 'realm="mine", nonce="mine"' in value


def test_the_body_is_read_for_auth_int_alone() -> None:
    assert not DIGEST.reads_body({**USER, "qop": "auth"}, draft())
    assert DIGEST.reads_body({**USER, "qop": "auth-int"}, draft())


def test_auth_int_covers_the_body() -> None:
    params = {**USER, "realm": "r", "nonce": "n", "qop": "auth-int", "clientNonce": "c", "nonceCount": "00000001"}

    def response(of: Draft) -> str:
        return re.search(r'response="(\w+)"', authorization(sign("digest", params, of)))[1]  # type: ignore[index]

    assert response(draft(method="POST", body=b"a")) != response(draft(method="POST", body=b"b"))


def test_what_is_secret_is_told() -> None:
    signed = sign("digest", {**USER, "realm": "r", "nonce": "n"})
    assert "p" in signed.secrets
    assert all(secret in authorization(signed) for secret in signed.secrets if secret != "p")
