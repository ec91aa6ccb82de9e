"""Every option that the installed curl knows is in assay's table, with the same letter and the same need of a value."""

from __future__ import annotations

import re
import subprocess

import pytest

from assay.formats.curl.options import Option, option, short

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
