"""A text of curl commands as a suite, and a transfer as a step."""

from __future__ import annotations

import subprocess
import sys

import pytest

from assay.formats.curl.read import read_curl
from assay.formats.curl.step import to_step
from assay.model.errors import InputError
from assay.model.suite import Auth, Step, Suite
from assay.model.transfer import Transfer

from .worlds import transfer

SCRIPT = b"""#!/bin/sh
# Shop

: "${token:?set it first}"
base_url=${base_url-'http://api.test'}
USER_ID=42

# Users / Get user
curl -L "$base_url/users/${USER_ID}?a=1" -H "Authorization: Bearer $token" | jq .

# Search
curl -G "$base_url/search" --data-urlencode "q=a $token"

curl -u me https://h/ -d @body.json
curl https://h/up --json @- <<EOF
{"a": "$token"}
EOF
curl -K other
curl --retry 3 -T up.bin http://$HOST/x
"""


def suite(text: bytes) -> Suite:
    return read_curl(text, name="d/shop.sh").suite


def steps(text: bytes) -> list[Step]:
    return [item for item in suite(text).items if isinstance(item, Step)]


def test_a_script() -> None:
    user, search, post, up, put = steps(SCRIPT)
    assert suite(SCRIPT).name == "shop"
    assert user.name == "Users / Get user"
    assert user.request.url.protocol is None
    assert user.request.url.host == ("{{base_url}}",)
    assert user.request.url.path == ("users", "{{USER_ID}}")
    assert user.request.headers[0].value == "Bearer {{token}}"
    assert search.request.url.host == ("{{base_url}}",)
    assert search.request.url.query[0].value == "a+{{token}}"
    assert post.request.body is not None
    assert (post.request.body.mode, post.request.body.src) == ("file", "body.json")
    assert post.request.auth == Auth(type="basic", params={"username": "me", "password": "{{password}}"})
    assert up.request.body is not None
    assert up.request.body.raw == '{"a": "{{token}}"}\n'
    assert put.request.url.host == ("{{HOST}}",)
    assert put.request.url.protocol == "http"
    assert {one.key: one.value for one in suite(SCRIPT).variables} == {"base_url": "http://api.test", "USER_ID": "42"}
    assert len({step.id for step in steps(SCRIPT)}) == 5


def test_what_could_not_be_read_is_told() -> None:
    assert suite(SCRIPT).warnings == (
        "line 9: jq, which the answer is piped into, is left out",
        "line 18: the content of other is not read here, so the command is left out",
        "line 19: --retry cannot be kept",
    )


def test_globs_become_steps_up_to_a_number() -> None:
    found = suite(b"# Page\ncurl 'http://h/[1-1000000]'")
    assert [item.name for item in found.items[:2]] == ["Page 1", "Page 2"]
    assert len(found.items) == 200
    assert found.warnings == ("line 2: only the first 200 of its requests are taken",)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (b"", "there is no curl command in it"),
        (b"wget x", "there is no curl command in it"),
        (b"curl 'a", "is not closed"),
        (b"curl --nonsense", "line 1: curl has no option --nonsense, so the command is left out"),
    ],
)
def test_a_text_without_a_command(text: bytes, sentence: str) -> None:
    with pytest.raises(InputError, match=sentence):
        read_curl(text, name="x.sh")


def test_a_step_has_its_auth() -> None:
    def auth(*words: str) -> Auth | None:
        return to_step(transfer(*words, "https://sqs.eu-west-1.amazonaws.com/x"), "x")[0].request.auth

    login = {"username": "u", "password": "p"}
    assert auth("-u", "u:p") == Auth(type="basic", params=login)
    assert auth("-u", "u:p", "--digest") == Auth(type="digest", params=login)
    assert auth("-u", "u:p", "--ntlm") == Auth(type="ntlm", params=login)
    assert auth("--oauth2-bearer", "t") == Auth(type="bearer", params={"token": "t"})
    keys = {"accessKey": "u", "secretKey": "p", "region": "eu-west-1", "service": "sqs"}
    assert auth("-u", "u:p", "--aws-sigv4", "aws:amz") == Auth(type="awsv4", params=keys)
    assert auth("-u", "u:p", "--aws-sigv4", "aws:amz:r:s") == Auth(
        type="awsv4", params={**keys, "region": "r", "service": "s"}
    )


def test_what_a_step_cannot_hold_is_listed() -> None:
    step, losses = to_step(Transfer(url="http://h/a", options={"resolve": ("h:80:1.1.1.1",)}))
    assert step.name == "GET /a"
    assert [(loss.where, loss.what) for loss in losses] == [("GET /a", "--resolve")]


def test_reading_a_line_imports_nothing_heavy() -> None:
    script = """
import sys
from assay.formats.curl import read_command
class World:
    environment, home = {}, ""
    def read(self, path, limit): raise OSError(2, "no")
read = read_command(["-sL", "http://h/", "-d", "a=1", "-H", "X: y", "-o", "f", "-m", "5"], World())
list(read.jobs())
heavy = {"dataclasses", "shlex", "email", "urllib.request", "difflib", "json", "inspect", "asyncio", "pycurl", "base64"}
ours = {"form", "dates", "variables", "pasted", "shell", "write", "step", "read"}
print(*sorted(heavy & set(sys.modules)))
print(*sorted(name for name in ours if f"assay.formats.curl.{name}" in sys.modules))
"""
    bare = "import sys, msgspec, re, typing; print(sorted(sys.modules))"
    told = subprocess.run([sys.executable, "-c", bare], capture_output=True, text=True, timeout=30, check=True).stdout
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=30, check=True)
    heavy, ours = done.stdout.split("\n")[:2]
    assert [name for name in heavy.split() if f"'{name}'" not in told] == []
    assert ours == ""
