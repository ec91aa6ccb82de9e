"""For any words, files and texts: a value or an error of ours, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.formats.curl.options import table
from assay.formats.curl.pasted import commands
from assay.formats.curl.read import read_curl
from assay.formats.curl.write import write_command
from assay.model.errors import AssayError

from .worlds import Memory, command

OPTIONS = [f"--{one.name}" for one in table()] + [f"-{one.letter}" for one in table() if one.letter]
OPTIONS += [f"--no-{one.name}" for one in table()] + [f"--expand-{one.name}" for one in table()] + ["--", "-", "--x=y"]
PIECES = st.sampled_from(
    [
        *"a=@f-;:,{}[]19\\\"'()<>%x$`^|&.0 \nü\0",
        *(
            "{{",
            "}}",
            "type=",
            "filename=",
            "headers=",
            "encoder=",
            "text/plain",
            "http://h/",
            "#1",
            "\udc80",
            "\ud800",
        ),
        *(
            "\ud800",
            "trim",
            "b64",
            "curl ",
            "<<",
            "EOF",
            "\\\n",
            "$'",
            "\\x",
            "\\u",
            "ecl:",
            "Jan",
            "20220101",
            "$(",
            "${x-",
        ),
    ]
)
VALUE = st.lists(PIECES, max_size=8).map("".join)
ARGV = st.lists(st.sampled_from(OPTIONS) | VALUE | st.sampled_from(["-K", "f", "--url", "http://h/"]), max_size=8)
FILE = st.lists(st.sampled_from(OPTIONS) | VALUE, max_size=6).map(
    lambda lines: "\n".join(lines).encode("utf-8", "replace")
)


def told(action: Callable[[], object]) -> None:
    """Do it; an error of ours is a sentence."""
    try:
        action()
    except AssayError as error:
        sentence = str(error)
    else:
        sentence = "done"
    assert 0 < len(sentence) < 1000


def walk(argv: list[str], world: Memory) -> None:
    for made in islice(command(*argv, world=world).jobs(), 20):
        write_command(made.transfer, output=made.output)


@settings(max_examples=300, deadline=None)
@given(ARGV, FILE, FILE)
def test_words(argv: list[str], file: bytes, stdin: bytes) -> None:
    world = Memory({"f": file, "-": stdin, "/r/.curlrc": file}, environment={"HOME": "/r", "x": "y"})
    told(lambda: walk(argv, world))


@pytest.mark.parametrize("start", ["", "curl ", 'curl ^"', "curl `\n"])
@settings(max_examples=100, deadline=None)
@given(text=st.lists(PIECES | VALUE | st.sampled_from(OPTIONS), max_size=20).map("".join))
def test_texts(start: str, text: str) -> None:
    told(lambda: commands(start + text))
    told(lambda: read_curl((start + text).encode("utf-8", "surrogatepass"), name="x.sh"))
