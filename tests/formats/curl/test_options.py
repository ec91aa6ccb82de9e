"""The table of options is complete, and looked up by name, letter and likeness."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest

from assay.formats.curl.options import nearest, option, short, table

CURL = shutil.which("curl")


def test_every_option_is_found_by_name_and_letter() -> None:
    for one in table():
        assert option(one.name) == one
        assert not one.letter or short(one.letter) == one
    assert option("no-such") is None
    assert short("§") is None
    assert len(table()) > 260


@pytest.mark.skipif(CURL is None, reason="needs curl")
def test_the_installed_curl_has_no_option_that_is_not_here() -> None:
    assert CURL is not None
    told = subprocess.run([CURL, "--help", "all"], capture_output=True, text=True, timeout=20, check=True).stdout
    found = re.findall(r"(?m)^ (?:-(.), | {4})--(\S+)( <| \[|)", told)
    assert len(found) > 200
    for letter, name, valued in found:
        one = option(name.removeprefix("no-")) if option(name) is None else option(name)
        assert one is not None, name
        assert one.letter == letter or name in ("include", "no-buffer"), name
        assert one.valued is bool(valued), name


def test_the_nearest_names() -> None:
    assert nearest("locaton")[0] == "location"
    assert nearest("insecur")[0] == "insecure"
    assert nearest("qqqqqqqqqqqq") == ()
    assert len(nearest("a" * 100_000)) <= 3
