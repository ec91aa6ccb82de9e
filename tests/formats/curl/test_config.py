"""Configuration files and .curlrc, and variables."""

from __future__ import annotations

import pytest

from assay.model.errors import AssayError
from assay.model.transfer import Data, Transfer

from .worlds import Memory, all_jobs, command, transfer


def configured(text: str, **more: bytes) -> Transfer:
    return transfer("-K", "c", world=Memory({"c": text.encode(), **more}))


def test_every_way_to_write_a_line() -> None:
    made = configured(
        '# comment\n\n  \n-H "X: 1"\n--header "Y: 2"\nheader = "Z: 3"\nheader: "W: 4"\nheader="V: 5"\r\n'
        "  user-agent = me\nmax-time=3 # seconds\n-XPUT\nlocation\n-d a=b\n# end"
    )
    assert made.headers == ("X: 1", "Y: 2", "Z: 3", "W: 4", "V: 5")
    assert made.options == {"user-agent": "me", "max-time": 3.0, "location": True}
    assert made.method == "PUT"
    assert made.content == Data(content=b"a=b")


@pytest.mark.parametrize(
    ("line", "body"),
    [
        ('data = "a\\tb\\n\\r\\v\\\\ \\"q\\" \\x"', b'a\tb\n\r\v\\ "q" x'),
        ('data = "open', b"open"),
        ('data = "a" b', b"a"),
        ('data = ""', b""),
        ("data = a\\tb", b"a\\tb"),
        ("-d =x", b"=x"),
        ("data : = x", b"x"),
        ("data x#y", b"x#y"),
    ],
)
def test_values(line: str, body: bytes) -> None:
    assert configured(line).content == Data(content=body)


def test_blanks_without_quotes_are_told() -> None:
    read = command("-K", "-", "http://h/", world=Memory({"-": b"data = a b"}))
    assert read.warnings == ["-:1: the value of data has blanks and no quotes, so it ends at the first"]


def test_files_may_name_files_and_parts() -> None:
    files = {"a": b"config = b\nnext\nurl = http://2/", "b": b"url = http://1/\n-K c", "c": b"data = x"}
    first, second = all_jobs("-K", "a", world=Memory(files))
    assert (first.transfer.url, first.transfer.content) == ("http://1/", Data(content=b"x"))
    assert (second.transfer.url, second.transfer.content) == ("http://2/", None)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("nonsense = 1", "c:1: curl has no option --nonsense"),
        ("\n\nmax-time = soon", "c:3: --max-time: a number of seconds"),
        ("data", "c:1: --data: a value must follow"),
        ("silent = yes", "c:1: silent: 'yes' follows an option that takes no value"),
        ("config = c", "nested more than 5 deep"),
        ("config = d\n" * 20, "configuration files"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text: str, sentence: str) -> None:
    with pytest.raises(AssayError) as caught:
        command("-K", "c", world=Memory({"c": text.encode(), "d": b"config = e\n" * 20, "e": b"config = d\n" * 20}))
    assert sentence in str(caught.value)


@pytest.mark.parametrize(
    ("environment", "home", "found"),
    [
        ({"HOME": "/h"}, "", "/h/.curlrc"),
        ({"HOME": "/h", "CURL_HOME": "/c"}, "", "/c/.curlrc"),
        ({"HOME": "/h", "XDG_CONFIG_HOME": "/x"}, "", "/x/.curlrc"),
        ({"HOME": "/h", "XDG_CONFIG_HOME": "/plain"}, "", "/plain/curlrc"),
        ({"HOME": "/n"}, "", "/n/.config/curlrc"),
        ({"HOME": "/n", "XDG_CONFIG_HOME": ""}, "", "/n/.config/curlrc"),
        ({}, "/h", "/h/.curlrc"),
        ({"CURL_HOME": ""}, "/h", "/h/.curlrc"),
    ],
)
def test_where_the_default_file_is_found(environment: dict[str, str], home: str, found: str) -> None:
    paths = ["/h/.curlrc", "/c/.curlrc", "/x/.curlrc", "/plain/curlrc", "/n/.config/curlrc"]
    world = Memory({path: f"user-agent = {path}".encode() for path in paths}, environment=environment, home=home)
    assert transfer(world=world).options == {"user-agent": found}


def test_the_default_file_is_left_out_only_by_the_first_word() -> None:
    world = Memory({"/h/.curlrc": b"user-agent = rc"}, environment={"HOME": "/h"})
    assert transfer("-q", world=world).options == {}
    assert transfer("--disable", world=world).options == {}
    assert transfer("-qL", world=world).options == {"location": True}
    assert transfer("-L", "-q", world=world).options == {"user-agent": "rc", "location": True}


def test_a_broken_default_file_stops_nothing() -> None:
    world = Memory({"/h/.curlrc": b"user-agent = rc\nnonsense\nlocation"}, environment={"HOME": "/h"})
    read = command("http://h/", world=world)
    assert next(read.jobs()).transfer.options == {"user-agent": "rc"}
    assert read.warnings[0].startswith("/h/.curlrc:2: curl has no option --nonsense")


FILES = {"f": b" file\n", "nul": b"a\0b"}
ENVIRONMENT = {"HOME": "/n", "TOKEN": "t t"}


def expanded(*argv: str) -> bytes:
    content = transfer(*argv, world=Memory(FILES, environment=ENVIRONMENT)).content
    assert isinstance(content, Data)
    return content.content


@pytest.mark.parametrize(
    ("variable", "text", "expected"),
    [
        ("x=1", "a{{x}}b", b"a1b"),
        ("x=1", "plain", b"plain"),
        ("x=1", "\\{{x}}", b"\\{{x}}"),
        ("x=1", "\\{{x}} {{x}}", b"{{x}} 1"),
        ("x=1", "{{y}}.", b"."),
        ("x=1", "{{x}}{{x", b"1{{x"),
        ("x=1", "{{a b}}{{x}}", b"{{a b}}1"),
        ("x@f", "[{{x:trim}}]", b"[file]"),
        ("x@f", "{{x:trim:b64}}", b"ZmlsZQ=="),
        ("x=ZmlsZQ==", "{{x:64dec}}", b"file"),
        ("x=!", "{{x:64dec}}", b"[64dec-fail]"),
        ('x=a"\n\x01', "{{x:json}}", b'a\\"\\n\\u0001'),
        ("x=a b/ü", "{{x:url}}", b"a%20b%2F%C3%BC"),
        ("x[1-2]=abcd", "{{x}}", b"bc"),
        ("x[2-]=abcd", "{{x}}", b"cd"),
        ("x[9-]=abcd", "{{x}}|", b"|"),
        ("x[1-3]@f", "{{x}}", b"fil"),
        ("%TOKEN", "{{TOKEN}}", b"t t"),
        ("%GONE=default", "{{GONE}}", b"default"),
        ("%TOKEN=default", "{{TOKEN}}", b"t t"),
    ],
)
def test_variables(variable: str, text: str, expected: bytes) -> None:
    assert expanded("--variable", variable, "--expand-data", text) == expected


@pytest.mark.parametrize(
    ("argv", "sentence"),
    [
        (["--variable", "%GONE"], "the environment has no variable GONE"),
        (["--variable", "x[2-1]=a"], "ends before it starts"),
        (["--variable", "x[1=a"], r"written \[first-last\]"),
        (["--variable", "x@nosuch"], "nosuch cannot be read"),
        (["--expand-data", "{{x:upper}}"], "unknown function"),
        (["--variable", "x@nul", "--expand-data", "{{x}}"], "NUL"),
        (["--expand-silent"], "takes no value"),
        (["--variable", "x=" + "a" * 100_000, "--expand-data", "{{x}}" * 200], "grows beyond"),
        (["--variable", "x=" + "a" * 100, "--expand-data", "{{x:" + ":".join(["b64"] * 60) + "}}"], "grows beyond"),
    ],
)
def test_variables_that_cannot_be(argv: list[str], sentence: str) -> None:
    with pytest.raises(AssayError, match=sentence):
        all_jobs(*argv, "http://h/", world=Memory(FILES, environment=ENVIRONMENT))


def test_variables_in_a_configuration() -> None:
    assert configured('variable = "x=1"\nexpand-user-agent = "a{{x}}"').options == {"user-agent": "a1"}
    assert command("--variable", "x", "--variable", "=a", "http://h/").warnings == [
        "--variable: neither = nor @ follows the name, so it is left out: x",
        "--variable: a name of 1 to 127 letters and digits belongs before = or @: =a",
    ]
