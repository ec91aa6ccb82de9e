"""Newman's open-ended reporter options."""

from __future__ import annotations

from assay.interfaces.cli.nested import by_reporter, split_reporter_options


def test_values_behind_a_space_an_equals_sign_or_not_at_all() -> None:
    rest, found = split_reporter_options(
        [
            "c.json",
            "--reporter-junit-export",
            "a.xml",
            "--reporter-json-export=b=c.json",
            "--reporter-cli-no-banner",
            "-x",
        ]
    )
    assert rest == ["c.json", "-x"]
    assert by_reporter(found, ["cli", "junit", "json"]) == {
        "junit": {"export": "a.xml"},
        "json": {"export": "b=c.json"},
        "cli": {"noBanner": True},
    }


def test_an_option_of_no_reporter_is_for_all() -> None:
    _, found = split_reporter_options(["--reporter-export", "x", "--reporter-html-show-passes"])
    assert by_reporter(found, ["cli"]) == {"": {"export": "x", "htmlShowPasses": True}}


def test_nothing_is_taken_behind_a_double_dash() -> None:
    assert split_reporter_options(["--", "--reporter-x"]) == (["--", "--reporter-x"], [])
