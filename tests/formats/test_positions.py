"""Each value of a document is found on its line, and what is no document is nothing."""

from __future__ import annotations

import json
import random

import pytest

from assay.formats.positions import Placed, placed

YAML = b"""# a comment
openapi: 3.1.0
paths:
  /a/{id}:
    get: &read
      tags: [x, y]
      'quoted': |
        get: not a key
    head: *read
"""
JSON = b"""{
  "openapi": "3.1.0",
  "paths": {
    "/a/{id}": {"get": {"tags": ["x",
      "y"], "quoted": "a \\"brace\\" {\\n"}}
  }
}"""


def line(root: Placed | None, *keys: str) -> int:
    for key in keys:
        assert root is not None
        root = root.children[key]
    assert root is not None
    return root.line


def test_yaml() -> None:
    root = placed(YAML)
    assert line(root, "openapi") == 2
    assert line(root, "paths", "/a/{id}", "get") == 5
    assert line(root, "paths", "/a/{id}", "get", "tags", "1") == 6
    assert line(root, "paths", "/a/{id}", "get", "quoted") == 7
    assert line(root, "paths", "/a/{id}", "head") == 9


def test_json() -> None:
    root = placed(JSON)
    assert line(root, "paths", "/a/{id}", "get") == 4
    assert line(root, "paths", "/a/{id}", "get", "tags", "1") == 5
    assert line(root, "paths", "/a/{id}", "get", "quoted") == 5
    assert root is not None
    assert root.children["openapi"].text == "3.1.0"


def test_keys_of_json_are_those_that_json_means() -> None:
    root = placed(b'{"a\\u002fb":\n{"\xc3\xa9": 1}}')
    assert line(root, "a/b") == 1
    assert line(root, "a/b", "\u00e9") == 2


@pytest.mark.parametrize(
    "data",
    [b"", b"   ", b"{", b"[1", b'{"a"', b'{"a":', b'{"a" 1', b"\xff\xfe\x00", b"a: [", b"\x00", b"{" * 5000,
     b"[" * 5000, b"- " * 5000, b"? " * 3000, b"a: &a [*a, *a]", b"%YAML 9\n---", b'{"a": "b\n"}', b"---\n---\n"],
)  # fmt: skip
def test_what_is_no_document_is_nothing_and_no_error(data: bytes) -> None:
    assert placed(data) is None or isinstance(placed(data), Placed)


def test_broken_documents_never_raise() -> None:
    chance = random.Random(7)
    for whole in (YAML, JSON):
        for _ in range(300):
            broken = bytearray(whole)
            for _ in range(chance.randint(1, 4)):
                broken[chance.randrange(len(broken))] = chance.randrange(256)
            placed(bytes(broken[: chance.randint(0, len(broken))]))


def test_aliases_do_not_multiply() -> None:
    bomb = "a0: &a0 [x]\n" + "".join(f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 30))
    root = placed(bomb.encode())
    assert line(root, "a29") == 30


def test_a_large_document_is_found_its_way_in() -> None:
    paths = {f"/p{n}": {"get": {"responses": {"200": {"description": "d" * 20}}}} for n in range(5000)}
    root = placed(json.dumps({"paths": paths}, indent=1).encode())
    assert line(root, "paths", "/p4999", "get") == 2 + 4999 * 9 + 2
