"""What is written is read again as the same transfer."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.formats.curl.options import table
from assay.formats.curl.pasted import from_text
from assay.formats.curl.write import write_command
from assay.model.transfer import Data, Form, OptionValue, Part, Transfer, Upload

from .worlds import Memory, all_jobs, job, transfer

TEXT = st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=12)
BYTES = st.binary(max_size=12).map(lambda data: data.replace(b"\0", b"0"))
WORD = TEXT.filter(bool)
NAME = TEXT.filter(lambda text: "=" not in text)
HEADER = TEXT.filter(lambda text: not text.startswith("@"))
ONCE = frozenset(
    re.findall(
        r"\S+",
        """
        abstract-unix-socket anyauth cert continue-at delegation ech engine follow http1.0 http1.1 http2
        http2-prior-knowledge http3 http3-only ip-tos ipv4 ipv6 local-port location location-trusted max-redirs pass
        proto proto-default proto-redir proxy proxy-cert proxy-header proxy-pass proxy-tlsv1 proxy-user proxy1.0 range
        socks4
        socks4a socks5 socks5-hostname speed-limit speed-time time-cond tls-max tlsv1 tlsv1.0 tlsv1.1 tlsv1.2 tlsv1.3
        unix-socket user vlan-priority
        """,
    )
)
"""Options whose values are not free; the examples below hold them."""


def values() -> dict[str, st.SearchStrategy[OptionValue]]:
    kinds: dict[str, st.SearchStrategy[OptionValue]] = {
        "flag": st.booleans(),
        "text": TEXT,
        "word": WORD,
        "file": WORD,
        "list": st.lists(TEXT, min_size=1, max_size=3).map(tuple),
        "number": st.integers(0, 2**31 - 1),
        "seconds": st.integers(0, 10**9).map(lambda milliseconds: milliseconds / 1000),
        "size": st.integers(0, 2**50),
    }
    return {one.name: kinds[one.kind] for one in table() if one.place == "travel" and one.name not in ONCE}


@st.composite
def parts(draw: st.DrawFn, depth: int = 0) -> Part:
    kind = draw(st.sampled_from(["content", "file", "inline", "group"][: 4 if depth < 2 else 3]))
    name = draw(NAME)
    attributes = {
        "type": draw(st.sampled_from(["", "text/plain", "a/b; charset=utf-8"])),
        "headers": tuple(draw(st.lists(HEADER.map(lambda text: f"X: {text}"), max_size=2))),
    }
    if kind == "group":
        inner = draw(st.lists(parts(depth=depth + 1), max_size=3))
        return Part(name=name, parts=tuple(inner), **attributes)
    attributes["encoder"] = draw(st.sampled_from(["", "base64"]))
    if kind == "content":
        file_name = draw(st.none() | WORD)
        return Part(name=name, content=draw(BYTES), file_name=file_name, **attributes)
    return Part(name=name, path=draw(WORD), file_name="" if kind == "inline" else draw(st.none() | WORD), **attributes)


CONTENT = (
    st.none()
    | st.builds(Data, content=BYTES)
    | st.builds(Form, parts=st.lists(parts(), min_size=1, max_size=3).map(tuple))
    | st.builds(Upload, path=WORD)
)
TRANSFERS = st.builds(
    Transfer,
    url=st.sampled_from(
        ["http://h/", "http://h/{a}[1-2]", "https://[::1]:80/a b?c", "-x/y", "h", "http://h/ü'\"$x\\{"]
    ),
    method=st.sampled_from(["", "GET", "PATCH", "it's"]),
    headers=st.lists(HEADER, max_size=3).map(tuple),
    content=CONTENT,
    options=st.fixed_dictionaries({}, optional=values()),  # type: ignore[arg-type]
)


def again(command: str) -> Transfer:
    (made,) = all_jobs(*from_text(command.partition("  # ")[0] if command.endswith("bytes") else command))
    return made.transfer


@settings(max_examples=150, deadline=None)
@given(TRANSFERS, st.booleans())
def test_a_transfer_is_written_and_read(sent: Transfer, multiline: bool) -> None:
    if isinstance(sent.content, Upload) and sent.url != "http://h/x":
        sent = Transfer(**{**{name: getattr(sent, name) for name in Transfer.__struct_fields__}, "url": "http://h/x"})
    assert again(write_command(sent, multiline=multiline)) == sent


@pytest.mark.parametrize(
    "words",
    [
        ["--location", "--no-location-trusted", "--location"],
        ["--location-trusted", "--no-location"],
        ["-L"],
        ["--follow"],
        ["--basic", "--anyauth", "--no-digest"],
        ["--http2", "--http1.1"],
        ["-Y", "0"],
        ["-y", "0"],
        ["-y", "7", "-Y", "9"],
        ["-C", "100"],
        ["-C", "-"],
        ["-r", "0-9"],
        ["--tlsv1.2", "--tls-max", "1.3"],
        ["-u", "me:pass:word"],
        ["-U", ":"],
        ["-E", "a\\:b\\\\c:pass"],
        ["-E", "pkcs11:a:b", "--pass", "x"],
        ["--proxy-cert", "c:d"],
        ["--proto", "=https"],
        ["--proto", "-all"],
        ["--proto-redir", "-http"],
        ["-z", "2 Jan 2022"],
        ["-z", "-1 Jan 2022 10:00 +0200"],
        ["-z", "=20220101"],
        ["--delegation", "Always"],
        ["--ip-tos", "CS1", "--vlan-priority", "3"],
        ["--local-port", "10 - 20"],
        ["--max-redirs", "-1"],
        ["--socks5-hostname", "h:1"],
        ["-x", ""],
        ["--abstract-unix-socket", "x"],
        ["-4", "-6"],
        ["--proxy-header", "A: b", "--proxy-header", "C;"],
        ["-I"],
        ["-I", "-X", "GET"],
        ["--json", "{}"],
        ["-G", "-d", "a b"],
        ["-T", "a b/ü"],
        ["-T", "-"],
        ["--form-string", "a=b;c"],
        ["-F", 'a=@x,y;type=t/e;filename="q\\"w"'],
        ["-b", "a=b", "-b", "file", "-b", "c=d"],
        ["-e", "http://x;auto"],
    ],
)
def test_a_command_is_read_written_and_read(words: list[str]) -> None:
    sent = transfer(*words)
    assert again(write_command(sent)) == sent


def test_the_answer_is_written_too() -> None:
    words = ["-o", "out", "--create-file-mode", "0600", "--retry", "3", "-f", "-w", "%{http_code}\\n", "http://h/"]
    made = job(*words)
    assert job(*from_text(write_command(made.transfer, output=made.output))) == made
    named = job("-O", "http://h/a")
    assert write_command(named.transfer, output=named.output) == "curl http://h/a -O"


def test_a_body_that_no_argument_holds_is_left_to_standard_input() -> None:
    command = write_command(Transfer(url="http://h/", content=Data(content=b"a\0b")))
    assert command == "curl http://h/ --data-binary @-  # the body belongs on standard input: 3 bytes"
    read = transfer(*from_text(command), world=Memory({"-": b"a\0b"}))
    assert read.content == Data(content=b"a\0b")


def test_a_name_with_an_equals_sign_goes_into_a_header_of_its_own() -> None:
    command = write_command(Transfer(url="http://h/", content=Form(parts=(Part(name="a=b", path="d/f"),))))
    assert command == (
        'curl http://h/ -F \'=@d/f;headers="Content-Disposition: form-data; name=\\"a=b\\"; filename=\\"f\\""\''
    )
