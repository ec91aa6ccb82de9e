"""A defect of input, answers, leaks and crashes is found by the rule that says what is wrong, not by luck beside it."""

from __future__ import annotations

import pytest

from assay.demo.defects import DEFECTS
from tests.probes.switchboards.boards import probed, shop

KINDS = frozenset({"input", "answer", "leak", "crash", "wire", "injection"})
NAMED = {
    "minimum-ignored": "accepts-out-of-bounds",
    "maximum-ignored": "accepts-out-of-bounds",
    "hundred-taken": "accepts-out-of-bounds",
    "length-ignored": "accepts-wrong-length",
    "pattern-ignored": "accepts-wrong-pattern",
    "enum-ignored": "accepts-unknown-value",
    "email-unchecked": "accepts-wrong-pattern",
    "unknown-fields-taken": "accepts-unknown-field",
    "text-optional": "accepts-missing",
    "quantity-as-text": "accepts-wrong-type",
    "city-null": "accepts-null",
    "name-empty": "accepts-wrong-length",
    "tags-endless": "accepts-wrong-size",
    "tags-twice": "accepts-wrong-size",
    "order-of-nothing": "accepts-wrong-size",
    "any-file-taken": "accepts-wrong-file",
    "items-twice": "accepts-duplicate-item",
    "query-unchecked": "accepts-unknown-value",
    "parameters-twice": "accepts-repeated-parameter",
    "unknown-parameters-taken": "accepts-unknown-parameter",
    "key-unchecked": "accepts-wrong-length",
    "key-optional": "accepts-missing",
    "cookie-unchecked": "accepts-unknown-value",
    "role-writable": "mass-assignment",
    "status-writable": "mass-assignment",
    "owner-writable": "mass-assignment",
    "tenant-writable": "mass-assignment",
    "price-writable": "mass-assignment",
    "id-writable": "mass-assignment",
    "order-answers-200": "undeclared-status",
    "deleting-answers-200": "undeclared-status",
    "undeclared-status": "undeclared-status",
    "undeclared-type": "undeclared-media-type",
    "json-as-html": "undeclared-media-type",
    "debug-header": "debug-header",
    "location-missing": "header-mismatch",
    "location-wrong": "location-leads-nowhere",
    "etag-missing": "header-mismatch",
    "challenge-missing": "header-mismatch",
    "total-renamed": "schema-mismatch",
    "price-as-text": "schema-mismatch",
    "name-null": "schema-mismatch",
    "tags-null": "schema-mismatch",
    "postcode-dropped": "schema-mismatch",
    "margin-shown": "schema-mismatch",
    "date-in-german": "schema-mismatch",
    "status-shouted": "schema-mismatch",
    "errors-short": "schema-mismatch",
    "error-shape-wanders": "undeclared-media-type",
    "refused-with-200": "schema-mismatch",
    "off-site-redirect": "off-site-redirect",
    "sniffing-allowed": "sniffing-allowed",
    "framing-allowed": "framing-allowed",
    "errors-leak": "leaked-trace",
    "sql-told": "leaked-sql",
    "path-told": "leaked-path",
    "host-told": "leaked-host",
    "debug-page": "leaked-debug-page",
    "server-told": "software-told",
    "token-echoed": "secret-echoed",
    "password-echoed": "secret-echoed",
    "password-shown": "exposed-secret",
    "tokens-listed": "exposed-secret",
    "redeemers-shown": "schema-mismatch",
    "rivals-shown": "schema-mismatch",
    "author-shown": "schema-mismatch",
    **{name: "server-error" for name, defect in DEFECTS.items() if defect.kind == "crash"},
    "truncated-json-taken": "accepts-malformed",
    "trailing-text-taken": "accepts-malformed",
    "any-content-type": "accepts-wrong-media-type",
    "no-content-type": "accepts-no-media-type",
    "accept-ignored": "ignores-accept",
    "orders-deleted": "undeclared-method",
    "sql-in-filter": "sql-injection",
    "sql-crash": "server-error",
    "path-traversal": "path-traversal",
    "header-injection": "header-injection",
    "formula-kept": "formula-exported",
}
LEFT = {
    "slow-search": "asked with a time budget, which a run in this process does not have",
    "manual-fetched": "needs an API on loopback that calls a listener",
}
FEW = ("hundred-taken", "email-unchecked", "any-file-taken", "debug-header", "framing-allowed", "host-told")


def test_every_defect_of_these_kinds_has_a_rule_or_a_reason() -> None:
    assert {name for name, defect in DEFECTS.items() if defect.kind in KINDS} == NAMED.keys() | LEFT.keys()


@pytest.mark.parametrize("defect", FEW)
def test_a_defect_is_named_rightly(defect: str) -> None:
    _named(defect, NAMED[defect])


@pytest.mark.proof(alone=True)
@pytest.mark.parametrize("defect", sorted(NAMED.keys() - set(FEW)))
def test_each_defect_is_named_rightly(defect: str) -> None:
    _named(defect, "*", NAMED[defect])


def _named(defect: str, *rules: str) -> None:
    found = probed(shop(), [defect], rules=rules).findings
    assert NAMED[defect] in {one.rule for one in found}
    assert any(one.confidence == "confirmed" for one in found if one.rule == NAMED[defect])
