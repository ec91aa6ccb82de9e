"""A document like the largest public ones is read, and its cases are listed, in bounded time and memory."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest
from tests.app.probing.large_document import OPERATIONS, large_document
from tests.cli.command import assay

from assay.formats.openapi import read_openapi

MOST_MEMORY = 600 * 1024
"""Kilobytes; the document itself is 17 MB of JSON."""
PATIENCE = 90.0
"""Seconds after which the listing is taken for one that hangs: it takes a few on an idle core."""


@pytest.mark.proof
def test_a_thousand_operations_with_schemas_in_circles_are_listed_in_bounded_time_and_memory(tmp_path: Path) -> None:
    data = json.dumps(large_document()).encode()
    assert len(data) > 13_000_000
    (tmp_path / "large.json").write_bytes(data)
    ran = assay("probe", "large.json", "--list", "--json", cwd=tmp_path, patience=PATIENCE)
    assert ran.code == 0, ran.err
    rows = json.loads(ran.out)
    assert len({row["id"] for row in rows}) == len(rows) > 20_000
    assert len({row["operation"] for row in rows}) == OPERATIONS
    if sys.platform == "linux":
        import resource

        assert resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss < MOST_MEMORY


def test_a_part_of_it_is_read_with_all_that_it_names() -> None:
    document = large_document(examples=1)
    contract = read_openapi({"large.json": json.dumps(document).encode()}, "large.json")
    assert len(contract.operations) == OPERATIONS
    assert len(contract.definitions) >= 400
    assert contract.warnings == ()
