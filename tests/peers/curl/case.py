"""A case: one curl command line with what belongs to it, read from a row or a table of a TOML file.

    name = "curl -d a=1 {http}/form"        # a row: the command alone

    [name]                                  # or a table
    run = 'curl -T - {http}/up'             # given to bash, so pipes, quotes and several commands are what they are
    stdin = "text"
    files = {"a.txt" = "text"}              # laid out in the working folder, {hex = "00ff"} for bytes
    env = {http_proxy = "{proxy}"}          # HOME is {tmp}/home
    exit = 22                               # curl's number, 0 where nothing is said
    requests = 2                            # how many requests curl makes, where that is the point
    stderr = true                           # the words on standard error are compared as well
    unordered = true                        # connections may come in any order (-Z)
    needs = "ipv6"
    as_if = "curl {http}/1"                 # `run` is newer than the installed curl, which is given this instead
    wire = ["GET / HTTP/1.1"]               # or has no like there: each request's first line, as assay must send it
    told = "text"                           # and standard output

Words in braces name the site: {http}, {other}, {tls}, {stranger} (whose certificate nobody signed), {six}, {proxy},
{tlsproxy}, {guarded}, {digestproxy}, {ntlmproxy}, {h2}, {h2c} are addresses without a last slash; {socks},
{lockedsocks} and {dead} are host:port; {x.port} and {x.host} are a door's port and host:port; {socket} and {abstract}
Unix sockets; {pems} the certificates' folder, {pin} the hash of the server's key; {tmp} the working folder. A word
after a % is left to --write-out.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import msgspec

CASES = Path(__file__).parent / "cases"


class Case(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One case as its file says it."""

    name: str
    run: str
    stdin: str = ""
    files: dict[str, str | dict[str, str]] = {}
    env: dict[str, str] = {}
    exit: int = 0
    requests: int | None = None
    stderr: bool = False
    unordered: bool = False
    needs: str = ""
    as_if: str = ""
    wire: list[str] | None = None
    told: str = ""


def read_case(file: Path, name: str, value: str | dict[str, Any]) -> Case:
    fields = {"run": value} if isinstance(value, str) else value
    return msgspec.convert({"name": f"{file.stem}/{name}", **fields}, Case)


def all_cases() -> list[Case]:
    return [
        read_case(file, name, value)
        for file in sorted(CASES.glob("*.toml"))
        for name, value in tomllib.loads(file.read_text(encoding="utf-8")).items()
    ]


def filled(text: str, words: dict[str, str]) -> str:
    """The text with each {word} of the site put in; braces that are curl's own stay."""
    return re.sub(r"(?<!%)\{([\w.]+)\}", lambda found: words.get(found[1], found[0]), text)


def contents(value: str | dict[str, str], words: dict[str, str]) -> bytes:
    return filled(value, words).encode() if isinstance(value, str) else bytes.fromhex(value["hex"])


def lay_out(case: Case, folder: Path, words: dict[str, str]) -> None:
    """Write the case's files into its folder."""
    for name, value in case.files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(contents(value, words))
