"""Each fault as a raw socket sees it."""

from __future__ import annotations

import pytest

from assay.faults.fault import ANSWER
from assay.faults.registry import FAULTS, named
from tests.faults_on_wire.conftest import Broken
from tests.faults_on_wire.table import OF_THE_SERVER, ROWS, Row
from tests.wire.raw import GET, LAST_GET, exchanged


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.fault}{row.settings or ''}")
def test_each_fault_on_a_raw_socket(broken: Broken, row: Row) -> None:
    broken.lay(row.fault, row.settings)
    sent = (GET, LAST_GET) if row.end == "open" else (GET,)
    seen = exchanged(broken.url, *sent, patience=0.3 if row.end == "silent" else 5.0)
    assert seen.data.startswith(row.starts)
    assert row.holds in seen.data
    if row.end == "open":
        half = len(seen.data) // 2
        assert (seen.data[:half], seen.end) == (seen.data[half:], "closed")
    else:
        assert seen.end == row.end
        assert row.end != "silent" or b'"y"]}' not in seen.data


def test_every_fault_stands_in_the_table() -> None:
    assert {row.fault for row in ROWS} | set(OF_THE_SERVER) == set(FAULTS)
    assert {name for name, fault in FAULTS.items() if fault.laid == "server"} == set(OF_THE_SERVER)
    assert named("dribble").laid == ANSWER
