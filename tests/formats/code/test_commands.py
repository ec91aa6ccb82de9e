"""The commands of these tests, read by our own reader of curl's command line: each form says the same."""

from __future__ import annotations

import pytest

from assay.formats.code import KINDS, render
from assay.formats.curl import read_command
from tests.formats.code.commands import COMMANDS
from tests.formats.curl.worlds import Memory

FILES = {"bytes.bin": bytes(range(256)), "note.txt": b"a note\n"}
URL = "http://127.0.0.1:9"


@pytest.mark.parametrize("name", [name for name in COMMANDS if name != "login in the URL"])
def test_what_is_read_is_what_is_meant(name: str) -> None:
    command = COMMANDS[name]
    jobs = list(read_command(command.argv(URL)[2:], Memory(FILES)).jobs())
    for kind in KINDS:
        read, meant = (render(kind, [one])[0] for one in (jobs[0].transfer, command.of(URL)))
        if kind == "json":  # it tells the options as they were given
            continue
        assert read == meant
