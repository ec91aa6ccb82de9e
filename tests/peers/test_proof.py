"""Newman 6.2.2 and `assay run` do the same with the same collection, except where meant.toml says why not."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

import msgspec
import pytest

from .case import Case, all_cases
from .installed import Unavailable, newman_home
from .proof import Proof


@pytest.fixture(scope="module")
def proof(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Proof]:
    try:
        home = newman_home()
    except Unavailable as reason:
        if os.environ.get("CI") == "true":
            pytest.fail(f"the peer is needed in CI: {reason}")
        pytest.skip(f"Newman cannot be installed: {reason}")
    made = Proof(home, tmp_path_factory.mktemp("peers"))
    yield made
    made.close()


@pytest.mark.proof
@pytest.mark.parametrize("case", all_cases(), ids=lambda case: case.name)
def test_same_as_newman(case: Case, proof: Proof, record_property: Callable[[str, object], None]) -> None:
    if case.needs == "ipv6" and "six" not in proof.site.ports:
        pytest.skip("this machine has no IPv6 loopback")
    verdict = proof.verdict(case)
    record_property("peers", msgspec.to_builtins(verdict))
    assert verdict.good, f"\n{verdict}"
