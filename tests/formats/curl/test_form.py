"""The fields of -F: attributes, quoting, files, nested parts."""

from __future__ import annotations

import pytest

from assay.model.errors import UsageError
from assay.model.transfer import Form, Part

from .worlds import Memory, command, transfer


def parts(*fields: str, files: dict[str, bytes] | None = None) -> tuple[Part, ...]:
    argv = [word for field in fields for word in ("-F", field)]
    content = transfer(*argv, world=Memory(files)).content
    assert isinstance(content, Form)
    return content.parts


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        ("a=1", Part(name="a", content=b"1")),
        ("a=", Part(name="a", content=b"")),
        ("=1", Part(content=b"1")),
        ("a= x ;type=text/plain", Part(name="a", content=b"x", type="text/plain")),
        ('a=" x; ";type=text/plain', Part(name="a", content=b" x; ", type="text/plain")),
        ('a="q\\"w\\\\e\\x"', Part(name="a", content=b'q"w\\e\\x')),
        ('a="open', Part(name="a", content=b'"open')),
        ("a=1;TYPE=text/plain; charset=utf-8", Part(name="a", content=b"1", type="text/plain; charset=utf-8")),
        ("a=1;type=a/b;x=y;filename=z", Part(name="a", content=b"1", type="a/b;x=y", file_name="z")),
        ("a=1;filename=n.txt", Part(name="a", content=b"1", file_name="n.txt")),
        ("a=1;encoder=base64", Part(name="a", content=b"1", encoder="base64")),
        ('a=1;headers="X: 1;2";headers=Y: 3', Part(name="a", content=b"1", headers=("X: 1;2", "Y: 3"))),
        ("a=@f", Part(name="a", path="f")),
        ("a=@-", Part(name="a", path="-")),
        ('a=@"f,g;h";filename="n\\"m";type=t/e', Part(name="a", path="f,g;h", file_name='n"m', type="t/e")),
        ("a=<f;type=t/e", Part(name="a", path="f", file_name="", type="t/e")),
        ("a=@f,g;type=t/e", Part(name="a", parts=(Part(path="f"), Part(path="g", type="t/e")))),
        ("a=b=c", Part(name="a", content=b"b=c")),
    ],
)
def test_a_field(field: str, expected: Part) -> None:
    assert parts(field) == (expected,)


def test_headers_of_a_file() -> None:
    files = {"h": b"# c\r\nX: 1\r\n folded\r\nY: 2  \n\n"}
    assert parts("a=1;headers=@h", files=files)[0].headers == ("X: 1 folded", "Y: 2")
    read = command("-F", "a=1;headers=@nosuch", "http://h/")
    assert "nosuch cannot be read" in read.warnings[0]


def test_nested_parts() -> None:
    found = parts("a=(;type=multipart/alternative", "=x", "b=(", "=@f", "=)", "=)", "c=1")
    inner = Part(name="b", parts=(Part(path="f"),))
    assert found == (
        Part(name="a", type="multipart/alternative", parts=(Part(content=b"x"), inner)),
        Part(name="c", content=b"1"),
    )
    assert parts("a=(", "b=1") == (Part(name="a", parts=(Part(name="b", content=b"1"),)),)


def test_a_form_string_is_taken_as_it_is() -> None:
    content = transfer("--form-string", "a=@f;type=x/y", "--form-string", "b=(").content
    assert content == Form(parts=(Part(name="a", content=b"@f;type=x/y"), Part(name="b", content=b"(")))


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        (["a"], "name=content is expected"),
        (["a=1;type=x"], "major/minor"),
        (["=)"], "none was begun"),
        (["a=@"], "name of a file is missing"),
        (["a=("] * 60, "more than 50 deep"),
    ],
)
def test_a_broken_field(fields: list[str], sentence: str) -> None:
    with pytest.raises(UsageError, match=sentence):
        parts(*fields)


def test_what_is_left_out_is_told() -> None:
    warnings = command("-F", "a=1;colour=red", "-F", "b=<f;filename=x", "-F", 'c="q"w', "http://h/").warnings
    assert warnings == [
        "--form: an unknown attribute is left out: colour=red",
        "--form: file name is not allowed here: x",
        "--form: what follows a closing quote is left out",
    ]
