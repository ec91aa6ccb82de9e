"""A command that people may keep names the variable that holds a credential, whatever kind of credential it is."""

from __future__ import annotations

import subprocess
from base64 import b64encode

import pytest

from assay.app.probing.shown import named, showing
from assay.app.project import ApiKey, Basic, IdentityTable, Project
from assay.model.exchange import Exchange, Unanswered
from assay.model.http import Header, Request
from assay.model.identity import Identity

SECRET = "s3cr3t-$`\"'\\-value"


def command(table: IdentityTable, who: Identity, url: str = "http://api.example/a", *more: Header) -> str:
    headers = [Header(name, value) for name, value in who.headers]
    headers += [Header("Cookie", f"{name}={value}") for name, value in who.cookies]
    request = Request(id="1", method="GET", url=url, headers=(*headers, *more))
    unanswered = Unanswered(reason="no", code="ECONNREFUSED", phase="connect")
    project = Project(identity={"al-ice": table})
    return showing(project, lambda: (who,))(Exchange(id="1", request=request, outcome=unanswered))


def bearer(token: str) -> Identity:
    return Identity(name="al-ice", headers=(("Authorization", f"Bearer {token}"),))


@pytest.mark.parametrize(
    ("table", "shown"),
    [
        (IdentityTable(token="${MY_TOKEN}"), '-H "Authorization: Bearer $MY_TOKEN"'),
        (IdentityTable(token="a-${PART}-b"), '-H "Authorization: Bearer a-${PART}-b"'),
        (IdentityTable(token=SECRET), '-H "Authorization: Bearer $AL_ICE_TOKEN"'),
        (IdentityTable(), '-H "Authorization: Bearer $AL_ICE_TOKEN"'),
    ],
)
def test_a_token(table: IdentityTable, shown: str) -> None:
    told = command(table, bearer(SECRET))
    assert shown in told
    assert "s3cr3t" not in told


def test_a_key_in_a_header_and_in_the_query() -> None:
    table = IdentityTable(api_key=ApiKey(name="X-Key", value="${KEY}"))
    assert '-H "X-Key: $KEY"' in command(table, Identity(name="al-ice", headers=(("X-Key", "k-123456"),)))
    asked = Identity(name="al-ice", query=(("key", "k-123456"),))
    assert '"http://api.example/a?key=$KEY&b=1"' in command(table, asked, "http://api.example/a?key=k-123456&b=1")


def test_a_cookie() -> None:
    table = IdentityTable(cookie={"session": "${SESSION}"})
    assert '-H "Cookie: session=$SESSION"' in command(table, Identity(name="al-ice", cookies=(("session", "c-1234"),)))


def test_a_user_and_a_password_are_encoded_by_the_shell() -> None:
    table = IdentityTable(basic=Basic(username="bob", password="${BOB_PW}"))
    both = b64encode(b"bob:pass-word").decode()
    told = command(table, Identity(name="al-ice", headers=(("Authorization", f"Basic {both}"),)))
    assert both not in told
    assert named(Project(identity={"al-ice": table})) == {"al-ice": "AL_ICE_BASIC"}
    header = told.partition("-H ")[2]
    done = subprocess.run(["sh", "-c", f"printf %s {header}"], capture_output=True, text=True, check=True,
                          env={"AL_ICE_USERNAME": "bob", "BOB_PW": "pass-word", "PATH": "/usr/bin:/bin"})  # fmt: skip
    assert done.stdout == f"Authorization: Basic {both}"


def test_what_a_shell_would_read_stays_a_text() -> None:
    odd = Header("X-Odd", f'$(id) `id` \\ " {SECRET}')
    told = command(IdentityTable(token="${T}"), bearer(SECRET), "http://api.example/a", odd)
    words = told.partition("-H ")[2].replace("-H ", "")
    done = subprocess.run(["sh", "-c", f"printf '%s|' {words}"], capture_output=True, text=True, check=True,
                          env={"T": "tok", "PATH": "/usr/bin:/bin"})  # fmt: skip
    assert done.stdout == 'Authorization: Bearer tok|X-Odd: $(id) `id` \\ " tok|'
