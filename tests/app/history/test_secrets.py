"""Real values take the place of stand-ins, spelled as each place wants it; what nobody knows is named."""

from __future__ import annotations

import base64
from pathlib import Path
from typing import Any

import pytest

from assay.app.history.credentials import without_credentials
from assay.app.history.secrets import Known, known_secrets
from assay.app.history.unmasking import unmasked
from assay.app.project import Lookup, Project, load
from assay.model.errors import UsageError
from assay.model.transfer import Data, Form, Part, Transfer
from assay.record.masking import Masker

SECRET = 'p"w/ü+1'
MASKER = Masker(b"k" * 32)
MARK = MASKER.stand_in(SECRET)


@pytest.fixture
def known() -> Known:
    found = Known(MASKER.stand_in)
    found.add(SECRET, "PW in .env")
    return found


def filled(known: Known, **fields: Any) -> Transfer:
    found = unmasked(Transfer(**{"url": "http://h.test/", **fields}), known)
    assert found.secrets == (SECRET,)
    assert found.origins == ("PW in .env",)
    return found.transfer


def test_in_a_url(known: Known) -> None:
    quoted = "p%22w%2F%C3%BC%2B1"
    assert (
        filled(known, url=f"http://a:{MARK}@h.test/{MARK}?t={MARK}").url
        == f"http://a:{quoted}@h.test/{quoted}?t={quoted}"
    )


def test_in_headers_and_options(known: Known) -> None:
    found = filled(
        known, headers=(f"Authorization: Bearer {MARK}",), options={"user": f"a:{MARK}", "cookie": (f"a={MARK}",)}
    )
    assert found.headers == (f"Authorization: Bearer {SECRET}",)
    assert found.options == {"user": f"a:{SECRET}", "cookie": (f"a={SECRET}",)}


@pytest.mark.parametrize("lead", ["", "x", "xy", "xyz"])
def test_inside_base64(known: Known, lead: str) -> None:
    def basic(password: str) -> str:
        return base64.b64encode(f"{lead}:{password}".encode()).decode()

    assert filled(known, headers=(f"Authorization: Basic {basic(MARK)}",)).headers == (
        f"Authorization: Basic {basic(SECRET)}",
    )


@pytest.mark.parametrize(
    ("kind", "before", "after"),
    [
        ("application/json", f'{{"p": "{MARK}"}}', '{"p": "p\\"w/\\u00fc+1"}'),
        ("application/x-www-form-urlencoded", f"p={MARK}&q=1", "p=p%22w%2F%C3%BC%2B1&q=1"),
        ("text/plain", f"it is {MARK}", f"it is {SECRET}"),
    ],
)
def test_in_a_body(known: Known, kind: str, before: str, after: str) -> None:
    found = filled(known, headers=(f"Content-Type: {kind}",), content=Data(content=before.encode()))
    assert found.content == Data(content=after.encode())


def test_in_a_form(known: Known) -> None:
    part = Part(name="o", parts=(Part(name="p", content=MARK.encode()),))
    found = filled(known, content=Form(parts=(part,)))
    assert found.content == Form(parts=(Part(name="o", parts=(Part(name="p", content=SECRET.encode()),)),))


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"headers": ("X-Key: ***0000",)}, "the header X-Key"),
        ({"headers": ("Cookie: a=***0000",)}, "the header Cookie"),
        ({"url": "http://a:***0000@h.test/"}, "the URL"),
        ({"url": "http://h.test/?a=1&access_token=***0000"}, "the query parameter access_token"),
        ({"options": {"user": "a:***0000"}}, "--user"),
        ({"content": Data(content=b'{"a": [{"pin": "***0000"}]}')}, "the field /a/0/pin of the body"),
        ({"content": Data(content=b"a=1&pin=***0000")}, "the field pin of the body"),
        ({"content": Data(content=b"\xff***0000")}, "the field"),
        ({"content": Form(parts=(Part(name="pin", content=b"***0000"),))}, "the form field pin"),
        (
            {"headers": (f"Authorization: Basic {base64.b64encode(b'ab:***0000').decode()}",)},
            "the header Authorization",
        ),
    ],
)
def test_what_nobody_knows_is_named_and_nothing_is_made_up(known: Known, fields: dict[str, Any], place: str) -> None:
    with pytest.raises(UsageError, match="the history keeps no secrets") as problem:
        unmasked(Transfer(**{"url": "http://h.test/", **fields}), known)
    assert place in problem.value.what
    assert "--identity" in problem.value.remedy


def test_two_secrets_with_one_stand_in_are_known_by_neither() -> None:
    known = Known(lambda _: "***7f3a")
    known.add("first-secret", "A")
    known.add("first-secret", "A again")
    assert known.get("***7f3a") == ("first-secret", "A")
    known.add("second-secret", "B")
    assert known.get("***7f3a") is None


TOML = """
[identity.ann]
token = "${ANN_TOKEN}"
[identity.bot]
api_key = { name = "X-Key", value = "${BOT_KEY}" }
[identity.web]
cookie = { sid = "${SID}" }
[identity.unset]
token = "${NOBODY_SET_THIS}"
[identity.root]
login = { request = "Login", username = "root", password = "${ROOT_PW}", token = "/t" }
"""


@pytest.fixture
def project(tmp_path: Path) -> Project:
    (tmp_path / "assay.toml").write_text(TOML)
    (tmp_path / ".env").write_text("ANN_TOKEN=token-of-ann\nBOT_KEY=key-of-the-bot\nPLAIN=from-dotenv\n")
    return load(tmp_path / "assay.toml")


def test_who_knows_secrets(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SID", "session-of-the-web")
    process = {"MY_API_KEY": "Bearer from-the-process", "EDITOR": "not-a-secret", "SID": "session-of-the-web"}
    known = known_secrets(project, Lookup(project, process), MASKER.stand_in)

    def origin(value: str) -> str | None:
        found = known.get(MASKER.stand_in(value))
        return found[1] if found and found[0] == value else None

    assert origin("token-of-ann") == "[identity.ann]"
    assert origin("key-of-the-bot") == "[identity.bot]"
    assert origin("session-of-the-web") == "[identity.web]"
    assert origin("from-dotenv") == "PLAIN in .env"
    assert origin("from-the-process") == "MY_API_KEY in the environment"
    assert origin("not-a-secret") is None


def test_recorded_credentials_go_and_given_ones_stay(project: Project) -> None:
    recorded = Transfer(
        url="http://h.test/?a=1&x-key=***1111",
        headers=("authorization: Bearer ***1111", "X-KEY: ***1111", "X-Other: ***1111", "Cookie: sid=***1111; b=2"),
        options={"user": "a:***1111", "cookie": ("sid=***1111", "c=3"), "location": True},
    )
    assert without_credentials(recorded, project) == Transfer(
        url="http://h.test/?a=1",
        headers=("X-Other: ***1111", "Cookie: b=2"),
        options={"cookie": ("c=3",), "location": True},
    )
    given = Transfer(
        url="http://h.test/?x-key=k", headers=("Authorization: Bearer t", "X-Key: k"), options={"user": "a:b"}
    )
    assert without_credentials(given, project) == given
