"""Markers are each their own: none stands in another one, however many there are."""

from __future__ import annotations

import json

from assay.formats.openapi import read_openapi
from assay.probes.session import Session
from assay.probes.target import Target
from tests.probes.notes import CONTRACT
from tests.probes.probing import BASE


def test_no_marker_stands_in_another_one() -> None:
    target = Target(read_openapi({"c.json": json.dumps(CONTRACT).encode()}, "c.json"), BASE)
    session = Session(target, ids=lambda: "r1", run="abcd")
    tokens = [session.token() for _ in range(3_000)]
    assert len(set(tokens)) == len(tokens)
    assert len(set(map(len, tokens))) == 1
