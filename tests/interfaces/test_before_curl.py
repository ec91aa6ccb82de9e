"""What stands before the word curl is ours, what stands behind it is curl's."""

from __future__ import annotations

import pytest

from assay.app.exploring.options import ExploreOptions
from assay.interfaces.cli.before_curl import place_of_curl, read_own
from assay.model.errors import UsageError


@pytest.mark.parametrize(
    ("line", "place"),
    [
        ("curl http://a", 0),
        ("--as python curl x", 2),
        ("--as=python --no-history curl", 2),
        ("--report json=curl curl x", 2),
        ("--report curl run", None),
        ("run curl", None),
        ("--help", None),
        ("", None),
        ("--nonsense curl x", 1),
        ("--identity curl", None),
    ],
)
def test_where_the_verb_stands(line: str, place: int | None) -> None:
    assert place_of_curl(line.split()) == place


def test_each_option_sets_its_field() -> None:
    line = "--as har --no-history --report json=a.json --report html --max-time 2m --color never --identity a --verbose"
    assert read_own(line.split()) == ExploreOptions(
        form="har",
        history=False,
        report=("json=a.json", "html"),
        max_time=120.0,
        color="never",
        identity="a",
        verbose=True,
    )


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("--identiy a", "--identity"),
        ("--xyzzy", "behind the word curl"),
        ("--as", "needs a value"),
        ("--quiet=1", "takes no value"),
        ("--max-time soon", "no time"),
        ("--color blue", "none of"),
    ],
)
def test_what_is_wrong_is_one_sentence(line: str, words: str) -> None:
    with pytest.raises(UsageError) as caught:
        read_own(line.split())
    assert words in str(caught.value)
