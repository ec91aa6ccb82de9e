"""The forms as text: what each says, and that none of them can be talked into something else."""

from __future__ import annotations

import ast
import base64
import json
import shlex
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.formats.code import KINDS, render
from assay.formats.postman import read_collection
from assay.formats.shell import UNSAFE
from assay.model.errors import UsageError
from assay.model.transfer import Data, Form, Part, Transfer, Upload
from tests.formats.code.commands import COMMANDS, JSON, data

URL = "http://127.0.0.1:9"


def told(kind: str, name: str) -> tuple[str, list[str]]:
    text, losses = render(kind, [COMMANDS[name].of(URL)])
    return text, [loss.what for loss in losses]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("get", ["http", "--ignore-stdin", f"{URL}/things"]),
        ("method", ["http", "--ignore-stdin", "DELETE", f"{URL}/t/1"]),
        ("head", ["http", "--ignore-stdin", "HEAD", f"{URL}/t"]),
        ("json empty", ["http", "--ignore-stdin", "--raw", "{}", f"{URL}/p", "Content-Type:application/json"]),
        ("put", ["http", "--ignore-stdin", "--raw", "{}", "PUT", f"{URL}/p", "Content-Type:application/json"]),
        ("form", ["http", "--ignore-stdin", "--form", f"{URL}/p", "a=1", "b=x y", "c=é"]),
        ("bearer option", ["http", "--ignore-stdin", "--auth-type", "bearer", "--auth", "abc", f"{URL}/h"]),
        ("basic", ["http", "--ignore-stdin", "--auth", "ann:secret", f"{URL}/h"]),
        ("digest", ["http", "--ignore-stdin", "--auth-type", "digest", "--auth", "ann:secret", f"{URL}/h"]),
        ("follow", ["http", "--ignore-stdin", "--timeout=5", "--follow", "--verify=no", f"{URL}/f"]),
        ("files", ["http", "--ignore-stdin", "--multipart", f"{URL}/p", "a=1",
                   "f@bytes.bin;type=image/png", "a=2"]),
        ("upload", ["http", "PUT", f"{URL}/u", "Content-Type:", "<", "bytes.bin"]),
    ],
)  # fmt: skip
def test_httpie(name: str, words: list[str]) -> None:
    assert shlex.split(told("httpie", name)[0].replace("\\\n", "")) == words


def test_httpie_fields_cannot_be_taken_for_files_or_headers() -> None:
    body = data('{"a": "@/etc/passwd", "b:c": "=x", "d@e": 1, "f": {"g": [1]}, "h": "\\\\@x"}')
    text, losses = render("httpie", [Transfer(url=URL, headers=(JSON,), content=body)])
    items = shlex.split(text.replace("\\\n", ""))[3:]
    assert items == ["a=\\@/etc/passwd", "b\\:c=\\=x", "d\\@e:=1", 'f:={"g": [1]}', "h=\\\\@x"]
    assert losses == ()


def test_httpie_reads_no_paths_out_of_names() -> None:
    text, _ = render("httpie", [Transfer(url=URL, headers=(JSON,), content=data('{"a[b]": "x"}'))])
    assert "--raw" in text


def test_httpie_names_a_file_by_its_path_only() -> None:
    assert told("httpie", "files")[1] == ["the file name x.png (HTTPie takes that of the file)"]


def test_json() -> None:
    text, losses = render("json", [COMMANDS["json secrets"].of(URL)])
    assert not losses
    assert json.loads(text) == {
        "method": "POST",
        "url": f"{URL}/p",
        "headers": [{"name": "Content-Type", "value": "application/json"}],
        "body": {"json": {"login": {"password": "pw"}, "n": [{"api_key": "k"}]}},
    }
    two, _ = render("json", [COMMANDS["binary"].of(URL), COMMANDS["files"].of(URL)])
    binary, files = json.loads(two)
    assert base64.b64decode(binary["body"]["base64"]) == bytes(range(256))
    assert files["body"]["parts"][1] == {
        "name": "f", "file": "bytes.bin", "filename": "x.png", "type": "image/png"
    }  # fmt: skip


@pytest.mark.parametrize("name", [name for name in COMMANDS if "postman" not in COMMANDS[name].lossy])
def test_postman_can_be_read(name: str) -> None:
    suite = read_collection(told("postman", name)[0].encode(), name="x")
    (step,) = suite.items
    assert step.name
    assert not suite.warnings


def test_postman() -> None:
    text, losses = told("postman", "files")
    (item,) = json.loads(text)["item"]
    assert item["request"]["body"]["formdata"][1] == {
        "key": "f", "type": "file", "src": "bytes.bin", "contentType": "image/png", "fileName": "x.png"
    }  # fmt: skip
    assert item["protocolProfileBehavior"] == {"followRedirects": False}
    assert losses == []
    assert json.loads(told("postman", "basic")[0])["item"][0]["request"]["auth"]["type"] == "basic"
    assert told("postman", "binary")[1] == ["the body, which is binary (choose a file in its place)"]


def test_har() -> None:
    text, losses = told("har", "form twice")
    (entry,) = json.loads(text)["log"]["entries"]
    assert entry["request"]["postData"] == {"mimeType": "application/x-www-form-urlencoded", "text": "a=1&a=2"}
    assert entry["response"]["status"] == 0
    assert losses == []
    assert json.loads(told("har", "basic")[0])["log"]["entries"][0]["request"]["headers"] == [
        {"name": "Authorization", "value": "Basic YW5uOnNlY3JldA=="}
    ]


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "json"])
def test_what_a_form_lacks_is_told(kind: str) -> None:
    options: dict[str, Any] = {"resolve": ("a:80:127.0.0.1",), "unix-socket": "/s", "aws-sigv4": "aws:amz"}
    losses = render(kind, [Transfer(url=URL, options=options)])[1]
    assert [loss.what for loss in losses] == ["--resolve", "--unix-socket", "--aws-sigv4"]
    assert {loss.where for loss in losses} == {""}
    two = render(kind, [Transfer(url=URL), Transfer(url=URL, options=options)])[1]
    assert {loss.where for loss in two} == {f"GET {URL}"}


def test_an_unknown_form_is_refused() -> None:
    with pytest.raises(UsageError, match="no form of a request"):
        render("ruby", [])


def test_names_of_tests_and_of_variables_are_told_apart() -> None:
    one = Transfer(url=f"{URL}/a", options={"user": "x:one"})
    two = Transfer(url=f"{URL}/a", options={"user": "x:two"})
    source, _ = render("pytest", [one, two, one])
    assert [name for name in ("test_get_a()", "test_get_a_2()", "test_get_a_3()") if name in source.replace(" ", "")]
    assert source.count('os.environ["PASSWORD"]') == 2
    assert source.count('os.environ["PASSWORD_2"]') == 1
    assert "one" not in source.replace("None", "")


TEXT = st.text(max_size=12) | st.sampled_from(
    [
        "'''",
        '"""',
        "\\",
        "{x}",
        "\u202e",
        "\x1b[31m",
        "\n",
        "${HOME}",
        "`id`",
        "\udcff",
        "</script>",
        "*/",
        "#",
        "%",
        "@f",
    ]
)
PARTS = st.builds(
    Part,
    name=TEXT,
    content=st.none() | st.binary(max_size=8),
    path=TEXT,
    file_name=st.none() | TEXT,
    type=TEXT,
    headers=st.lists(TEXT, max_size=2).map(tuple),
)
CONTENTS = (
    st.none()
    | st.builds(Data, content=st.binary(max_size=20) | TEXT.map(lambda text: text.encode("utf-8", "replace")))
    | st.builds(Form, parts=st.lists(PARTS, max_size=3).map(tuple))
    | st.builds(Upload, path=TEXT)
)
OPTIONS = st.dictionaries(
    st.sampled_from(
        ["user", "cookie", "oauth2-bearer", "max-time", "proxy", "cert", "user-agent", "range", "max-redirs"]
    )
    | TEXT,
    TEXT | st.floats(min_value=0.1, max_value=1e6) | st.booleans() | st.lists(TEXT, max_size=2).map(tuple),
    max_size=4,
)
TRANSFERS = st.builds(
    Transfer,
    url=TEXT.map(lambda text: f"http://h/{text}") | TEXT,
    method=st.sampled_from(["", "GET", "PATCH", "x'y", "a b"]),
    head=st.booleans(),
    headers=st.lists(
        st.builds("{}: {}".format, TEXT | st.sampled_from(["Cookie", "Authorization", "Content-Type"]), TEXT) | TEXT
        | st.just(JSON), max_size=3
    ).map(tuple),
    content=CONTENTS,
    options=OPTIONS,
)  # fmt: skip


@given(transfers=st.lists(TRANSFERS, min_size=1, max_size=2), kind=st.sampled_from(KINDS))
def test_every_transfer_has_every_form(transfers: list[Transfer], kind: str) -> None:
    text, losses = render(kind, transfers)
    assert not UNSAFE.search(text.replace("\n", ""))
    assert text.endswith("\n")
    assert all(msgspec.json.encode(loss.where.encode("utf-8", "replace")) for loss in losses)
    if kind in ("python", "pytest"):
        ast.parse(text)
    elif kind in ("json", "har", "postman"):
        json.loads(text)
    elif kind == "httpie":
        shlex.split(text.replace("\\\n", ""))
