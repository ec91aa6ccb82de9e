"""Every command sends the same bytes and leaves the same answer behind, or its difference is meant and said why."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from .case import Case, all_cases
from .proof import Proof
from .sides import curl_version


@pytest.fixture(scope="module")
def proof(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proof]:
    curl_version()  # where the real curl is missing this is an error, never a skip
    made = Proof(tmp_path_factory.mktemp("p"))
    yield made
    made.close()


@pytest.mark.proof
@pytest.mark.parametrize("case", all_cases(), ids=lambda case: case.name)
def test_same_as_curl(case: Case, proof: Proof) -> None:
    if case.needs == "ipv6" and "six" not in proof.curl.site.ports:
        pytest.skip("this machine has no IPv6 loopback")
    verdict = proof.verdict(case)
    assert verdict.good, f"\n{verdict}"
