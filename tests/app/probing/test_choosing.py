"""A case that judges by several rules is chosen by any of them, and skipped only when all of them are."""

from __future__ import annotations

import pytest

from assay.app.probing.choosing import chosen
from assay.app.probing.options import ProbeOptions
from assay.model.case import Case
from assay.model.errors import UsageError

PAGES = Case(probe="p", rule="pages-overlap", others=("pages-lose-records",), operation="GET /a", what="pages")
OTHER = Case(probe="q", rule="foreign-read", operation="GET /a/{id}", what="reading")


@pytest.mark.parametrize("pattern", ["pages-lose-records", "rule:pages-lose-records", "pages-overlap", "rule:pages-*"])
def test_any_of_its_rules_chooses_a_case(pattern: str) -> None:
    assert chosen((PAGES, OTHER), ProbeOptions(only=(pattern,))) == (PAGES,)


@pytest.mark.parametrize(
    ("skip", "expected"),
    [
        (("pages-lose-records",), (PAGES, OTHER)),
        (("pages-lose-records", "rule:pages-overlap"), (OTHER,)),
        (("rule:pages-*",), (OTHER,)),
        (("operation:GET /a",), (OTHER,)),
        ((f"case:{PAGES.id}",), (OTHER,)),
    ],
)
def test_a_case_is_skipped_with_all_of_its_rules(skip: tuple[str, ...], expected: tuple[Case, ...]) -> None:
    assert chosen((PAGES, OTHER), ProbeOptions(skip=skip)) == expected


def test_a_rule_that_no_case_has_is_refused() -> None:
    with pytest.raises(UsageError, match="pages-lose"):
        chosen((PAGES, OTHER), ProbeOptions(only=("pages-lost",)))
