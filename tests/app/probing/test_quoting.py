"""What `--laws` quotes is what rules go by: nothing is quoted where the contract is silent."""

from __future__ import annotations

import json

import pytest
from tests.probes.notes import CONTRACT
from tests.probes.probing import BASE, EVERYBODY

from assay.app.probing.quoting import quotes
from assay.formats.openapi import read_openapi
from assay.probes.target import Target


def target(said: str) -> Target:
    paths = json.loads(json.dumps(CONTRACT["paths"]))
    paths["/notes/{note_id}"]["put"]["description"] = said
    return Target(
        read_openapi({"a.json": json.dumps({**CONTRACT, "paths": paths}).encode()}, "a.json"), BASE, EVERYBODY
    )


@pytest.mark.parametrize(
    ("said", "rule"),
    [
        ("Admins only.", "role-unchecked"),
        ("A stale ETag is answered 412.", "stale-etag-taken"),
        ("If-Match is required.", "if-match-optional"),
        ("Unknown query parameters are refused.", "accepts-unknown-parameter"),
    ],
)
def test_each_is_quoted_under_the_rule_that_goes_by_it(said: str, rule: str) -> None:
    assert (rule, "PUT /notes/{note_id}", said) in list(quotes(target(f"Some words. {said}")))


def test_where_the_contract_is_silent_nothing_is_quoted() -> None:
    assert list(quotes(target("Changes a note."))) == []
