"""The dates of -z, as libcurl's curl_getdate reads them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.formats.curl.dates import condition, seconds, written

from .worlds import Memory, command, transfer


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Sat, 01 Jan 2022 00:00:00 GMT", 1640995200),
        ("1 Jan 2022", 1640995200),
        ("20220101", 1640995200),
        ("12:30 Jan 3 2020", 1578054600),
        ("Sun Nov  6 08:49:37 1994", 784111777),
        ("06-Nov-94 08:49:37 GMT", 784111777),
        ("Jan 1 2022 10:00 +0200", 1641024000),
        ("Jan 1 2022 10:00 EST", 1641049200),
        ("Nov 6 08:49 1994 PDT", 784136940),
        ("20040912 15:05:58 -0700", 1095026758),
        ("Saturday, 01-Jan-22 00:00:00", 1640995200),
        ("29 Feb 2024", 1709164800),
        ("1 Jan 1970", 0),
        ("2022-01-01", None),
        ("2022-01-01T10:20:30Z", None),
        ("2022", None),
        ("5 Jan", None),
        ("94 6 nov 1994", None),
        ("Thu, 32 Jan 2022 00:00:00", None),
        ("99", None),
        ("1600000000", None),
        ("now", None),
        ("", None),
        ("Sept 5 2022", None),
    ],
)
def test_a_date(text: str, moment: int | None) -> None:
    assert seconds(text) == moment


@given(st.integers(0, 253402300799))
def test_a_moment_is_written_as_http_does_and_read_again(moment: int) -> None:
    assert seconds(written(moment)) == moment


def test_how_it_is_written() -> None:
    assert written(784111777) == "Sun, 06 Nov 1994 08:49:37 GMT"
    assert written(1709164800) == "Thu, 29 Feb 2024 00:00:00 GMT"


def test_a_condition_by_date_or_by_file() -> None:
    world = Memory(times={"file": 784111777.9})
    assert transfer("-z", "-1 Jan 2022").options == {"time-cond": "-Sat, 01 Jan 2022 00:00:00 GMT"}
    assert transfer("-z", "+file", world=world).options == {"time-cond": "Sun, 06 Nov 1994 08:49:37 GMT"}
    assert condition("=Sun, 06 Nov 1994 08:49:37 GMT") == ("=", 784111777)
    read = command("-z", "nonsense", "http://h/")
    assert next(read.jobs()).transfer.options == {}
    assert "neither a date nor a file" in read.warnings[0]
