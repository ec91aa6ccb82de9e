"""Fieldnotes as a process: over sockets, with its defects, gone with its block."""

from __future__ import annotations

import http.client
import json
from contextlib import closing
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.second_api.making import PROJECT
from tests.second_api.people import IDENTITIES
from tests.second_api.serve import serving


def ask(url: str, who: str, path: str, count: int = 1) -> list[Any]:
    """The answers to the same request, on one connection."""
    with closing(http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)) as connection:
        found = []
        for _ in range(count):
            connection.request("GET", path, headers=dict(IDENTITIES[who].headers))
            response = connection.getresponse()
            found.append((response.status, json.loads(response.read())))
        return found


def test_it_answers_and_ends_with_its_block() -> None:
    with serving() as url:
        answers = ask(url, "robin", PROJECT, 3)
        assert [status for status, _ in answers] == [200] * 3
        assert len({body["meta"]["requestId"] for _, body in answers}) == 3
        assert ask(url, "mason", PROJECT)[0][0] == 404
    with pytest.raises(OSError, match=r"refused|reset"):
        ask(url, "robin", PROJECT)


def test_it_has_the_defects_that_it_is_given() -> None:
    with serving(defects=("foreign-project-notes",)) as url:
        status, body = ask(url, "mason", f"{PROJECT}/notes")[0]
        assert (status, len(body["data"])) == (200, 8)


def test_an_unknown_defect_does_not_start(capfd: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(OSError, match="did not start"), serving(defects=("nothing",)):
        pass
    assert "no defect" in capfd.readouterr().err
