"""Every option that the installed curl knows is in assay's table, and every one that bears on HTTP stands in a case."""

from __future__ import annotations

import re
import subprocess

import pytest

from assay.formats.curl.options import Option, option, short, table

from .case import Case, all_cases
from .sides import CURL

LINE = re.compile(r"^ (?:-(?P<letter>.), |    )--(?P<name>[\w.-]+) (?P<value><|\[)?")


def helped() -> list[tuple[str, str, bool]]:
    """Name, letter or nothing, and whether a value follows, of each option in `curl --help all`."""
    told = subprocess.run([CURL, "--help", "all"], capture_output=True, text=True, check=True).stdout
    found = [LINE.match(line) for line in told.splitlines()]
    return [(one["name"], one["letter"] or "", bool(one["value"])) for one in found if one]


def known(name: str) -> Option | None:
    """Help tells some flags as they are used, reversed."""
    found = option(name)
    return found or (option(name.removeprefix("no-")) if name.startswith("no-") else None)


def test_help_is_read_whole() -> None:
    assert len(helped()) >= 245


@pytest.mark.parametrize(("name", "letter", "valued"), helped(), ids=lambda value: str(value))
def test_an_option_of_curl_is_known(name: str, letter: str, valued: bool) -> None:
    found = known(name)
    assert found is not None
    assert found.valued is valued
    if letter:
        by_letter = short(letter)
        assert by_letter is not None
        assert (by_letter.kind, by_letter.place) == (found.kind, found.place)  # -i has been renamed since


UNTRIED = {
    "dump-ca-embed": "prints, and sends nothing",
    "manual": "prints, and sends nothing",
    "version": "prints, and sends nothing",
    "ech": "needs a name server and a peer that speak it",
    "libcurl": "writes C",
    "proxy-tlsauthtype": "no TLS-SRP in this libcurl, see no-srp",
    "proxy-tlspassword": "no TLS-SRP in this libcurl, see no-srp",
    "proxy-tlsuser": "no TLS-SRP in this libcurl, see no-srp",
    "ssl-sessions": "needs a curl that can keep them",
}
"""Options without a case, and why."""


def used(case: Case) -> set[str]:
    """The long names and the letters that a case's command and configuration files hold."""
    texts = [case.run, *(text for text in case.files.values() if isinstance(text, str))]
    longs = {name for text in texts for name in re.findall(r"--(?:no-|expand-)?([a-z0-9][\w.-]*)", text)}
    longs |= {name for text in texts for name in re.findall(r"--([a-z0-9][\w.-]*)", text)}
    letters = {letter for text in texts for word in re.findall(r"(?<![\w-])-([A-Za-z0-9#:]+)", text) for letter in word}
    return longs | letters


def test_every_option_for_http_stands_in_a_case() -> None:
    met = set().union(*(used(case) for case in all_cases()))
    mine = [one for one in table() if one.place not in ("none", "gone")]
    assert {one.name for one in mine if not {one.name, one.letter} & met} == set(UNTRIED)
