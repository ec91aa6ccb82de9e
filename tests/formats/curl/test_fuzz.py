"""For any words, files and texts: a value or an error of ours, and nothing else."""

from __future__ import annotations

from itertools import islice

from hypothesis import given, settings
from hypothesis import strategies as st

from assay.formats.curl.options import table
from assay.formats.curl.pasted import commands
from assay.formats.curl.write import write_command
from assay.model.errors import AssayError

from .worlds import Memory, command

OPTIONS = [f"--{one.name}" for one in table()] + [f"-{one.letter}" for one in table() if one.letter]
OPTIONS += [f"--no-{one.name}" for one in table()] + [f"--expand-{one.name}" for one in table()] + ["--", "-", "--x=y"]
PIECES = st.sampled_from(
    ["a", "=", "@", "f", "-", ";", ":", ",", "{", "}", "[", "]", "1", "9", "\\", '"', "'", "(", ")", "<", "%", "{{", "}}", "x"]
    + ["type=", "filename=", "headers=", "encoder=", "text/plain", "http://h/", "#1", " ", "\n", "ü", "\udc80", "\ud800", "\0"]
    + ["trim", "b64", "$", "`", "^", "|", "&", "curl ", "<<", "EOF", "\\\n", "$'", "\\x", "\\u", "ecl:", ".", "0", "Jan", "20220101"]
)
VALUE = st.lists(PIECES, max_size=8).map("".join)
ARGV = st.lists(st.sampled_from(OPTIONS) | VALUE | st.sampled_from(["-K", "f", "--url", "http://h/"]), max_size=8)
FILE = st.lists(st.sampled_from(OPTIONS) | VALUE, max_size=6).map(
    lambda lines: "\n".join(lines).encode("utf-8", "replace")
)


@settings(max_examples=400, deadline=None)
@given(ARGV, FILE, FILE)
def test_words(argv: list[str], file: bytes, stdin: bytes) -> None:
    world = Memory({"f": file, "-": stdin, "/r/.curlrc": file}, environment={"HOME": "/r", "x": "y"})
    try:
        read = command(*argv, world=world)
        for made in islice(read.jobs(), 20):
            write_command(made.transfer, output=made.output)
    except AssayError as error:
        assert str(error)
        assert len(error.what) < 500


@settings(max_examples=400, deadline=None)
@given(st.lists(PIECES | VALUE | st.sampled_from(OPTIONS), max_size=20).map("".join))
def test_texts(text: str) -> None:
    for start in ("", "curl ", 'curl ^"', "curl `\n"):
        try:
            found = commands(start + text)
        except AssayError as error:
            assert str(error)
        else:
            assert all("\0" in text or isinstance(one.argv, tuple) for one in found)
