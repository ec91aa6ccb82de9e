"""The console is readable, bounded, and steered by nobody but us."""

from __future__ import annotations

import re
from typing import Any

import pytest

from assay.report.console import Console, ConsoleOptions

from .story import BASE, Step, Story, Verdict, answer, cut_short, hostile, shop, wrong

HARMFUL = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")


def shown(story: Story, **options: Any) -> str:
    console = Console(ConsoleOptions(**options))
    return "".join(console.feed(record) for record in story()) + console.finish()


def test_the_tree_of_a_run() -> None:
    text = shown(shop())
    tree = text[: text.index("┌────")]
    assert tree == (
        "assay\n\nShop\n\n"
        "❏ Outer / Inner\n↳ Get one\n"
        "  GET http://127.0.0.1:8080/get-one [200 OK, 217B, 15ms]\n"
        "  ┌\n  │ 'x', [ 1, 2, 'three' ], null\n  └\n"
        "  ┌\n  │ { a: { b: 1 } }\n  └\n"
        "  ✓  status is 200\n  1. says world\n  - [skipped] later\n\n"
        "❏ Outer\n↳ Post\n"
        "  POST http://127.0.0.1:8080/post [500 Internal Server Error, 214B, 15ms]\n"
        "  2. ReferenceError: foo is not defined  (in test-script:3)\n\n"
        "→ Dead\n  GET http://127.0.0.1:1/dead [errored]\n  3. connect ECONNREFUSED 127.0.0.1:1\n\n"
        "→ Skip\n  - skipped by its pre-request script\n\n"
        "→ Flaky\n"
        "  GET http://127.0.0.1:8080/flaky ↻ attempt 1: ECONNREFUSED\n"
        "  GET http://127.0.0.1:8080/flaky [200 OK, 217B, 15ms] passed on attempt 2\n"
        "  ✓  there at last\n\n"
        "→ Moved\n"
        "  GET http://127.0.0.1:8080/moved -> http://127.0.0.1:8080/new [200 OK, 217B, 15ms]\n"
        "  ✓  followed\n\n"
        "→ Sends\n"
        "  GET http://127.0.0.1:8080/sends [200 OK, 217B, 15ms]\n"
        "  GET http://127.0.0.1:8080/sub/0 [200 OK, 217B, 15ms] (script)\n"
        "  GET http://127.0.0.1:8080/sub/1 [errored] (script)\n"
        "  4. connect ECONNREFUSED 127.0.0.1:1\n"
        "  ✓  sent\n\n"
    )


def test_the_summary_counts_as_newman_does() -> None:
    rows = re.findall(r"│ +([a-z-]+) │ +(\d+) │ +(\d+) │", shown(shop(iterations=2)))
    assert rows == [
        ("iterations", "2", "0"),
        ("requests", "16", "4"),
        ("test-scripts", "10", "2"),
        ("prerequest-scripts", "2", "0"),
        ("assertions", "12", "2"),
    ]


def test_the_table_is_straight() -> None:
    table = [line for line in shown(shop()).splitlines() if line[:1] in tuple("┌├│└")]
    assert len({len(line) for line in table}) == 1
    joints = {"┌": "┬", "├": "┼"}
    assert table[0][26] == joints["┌"]
    assert table[-1].count("┴") == 0


def test_a_failure_tells_all_that_is_needed() -> None:
    text = shown(shop())
    section = text[text.index("4 failures") :]
    for wanted in (
        "  1.  AssertionError  says world",
        'inside "Outer / Inner / Get one"',
        "expected  'world'",
        "actual    'wörld'",
        "at assertion:1 in test-script of Get one, line 2, column 5",
        "GET http://127.0.0.1:8080/get-one",
        "200 OK, 217B, 15ms",
        "Content-Type: application/json",
        '"hello": "world"',
        "$ curl http://127.0.0.1:8080/get-one",
        "Bearer ***7f3a",
    ):
        assert wanted in section


def test_iterations_are_told_by_their_row() -> None:
    text = shown(shop(iterations=2, rows=[{"user": "bob"}, {"user": "eve"}]))
    assert "Iteration 1/2  user=bob\n" in text
    assert "(iteration 1: user=bob)" in text
    assert "again as 5 (iteration 2: user=eve)" in text


def test_thousands_of_failures_stay_readable() -> None:
    step = Step("x", asserts=(wrong("a", "expected 1 to equal 2"),))
    text = shown(Story(step, iterations=3000), no_assertions=True)
    section = text[text.index("3000 failures") :]
    assert len(section) < 2000
    assert "and 2,993 more" in section


def test_different_failures_are_bounded_too() -> None:
    steps = [Step(f"s{number}", asserts=(wrong("a", f"expected {number} to equal 2"),)) for number in range(300)]
    text = shown(Story(*steps))
    assert "and 200 other failures, all of them in the log" in text


@pytest.mark.parametrize("options", [{}, {"verbose": True}, {"unicode": False}, {"color": True}])
def test_nobody_steers_the_terminal(options: dict[str, Any]) -> None:
    text = shown(hostile(iterations=2), **options)
    if options.get("color"):
        text = re.sub("\x1b\\[[0-9;]+m", "", text)
    assert not HARMFUL.search(text)
    assert "\\x1b[31m" in text
    text.encode("utf-8")


@pytest.mark.parametrize("verbose", [False, True])
def test_long_values_are_cut_with_their_length(verbose: bool) -> None:
    long = "x" * 1_000_000
    step = Step(
        long,
        (long,),
        url=f"{BASE}/{long}",
        body=long.encode(),
        outcome=answer(long.encode(), 200, long, X_Long=long),
        asserts=(Verdict(long), wrong(long, f"expected '{long}' to equal '{long}y'")),
        logs=((long, [long] * 100), *(("line\n" * 10_000,) for _ in range(300))),
    )
    text = shown(Story(step, name=long), verbose=verbose)
    assert len(text) < 200_000
    assert "(1,000,000 characters)" in text
    assert "more console output of this request is in the log" in text


def test_ascii_alone() -> None:
    text = shown(shop(), unicode=False, verbose=True)
    assert text.isascii()
    assert "[ok]  status is 200" in text
    assert "again: attempt 1" in text


@pytest.mark.parametrize(
    ("option", "gone", "kept"),
    [
        ("silent", ["Shop", "✓", "executed"], []),
        ("no_summary", ["executed"], ["4 failures", "✓"]),
        ("no_failures", ["4 failures"], ["executed"]),
        ("no_assertions", ["✓", "  1. says world\n"], ["4 failures", "says world"]),
        ("no_success_assertions", ["✓", "[skipped]"], ["  1. says world\n"]),
        ("no_console", ["three"], ["✓"]),
        ("no_banner", ["assay\n"], ["Shop"]),
    ],
)
def test_newmans_options(option: str, gone: list[str], kept: list[str]) -> None:
    text = shown(shop(), **{option: True})
    assert not [word for word in gone if word in text]
    assert not [word for word in kept if word not in text]


def test_time_stamps() -> None:
    assert re.search(r"^\[\d\d:\d\d:\d\d\]   GET http", shown(shop(), show_timestamps=True), re.MULTILINE)


def test_verbose_shows_headers_bodies_and_phases() -> None:
    text = shown(shop(), verbose=True)
    for wanted in ("> Accept: */*", "< Content-Type: application/json", '│   "a": 1', "transfer-start", "302 Found"):
        assert wanted in text


def test_phases_are_averaged_where_all_is_told() -> None:
    averages = ("average DNS lookup time:", "average first byte time:")
    assert [name in shown(shop(), verbose=True) for name in averages] == [False, True]  # no name was looked up
    assert [name in shown(shop()) for name in averages] == [False, False]


def test_a_kept_connection_took_no_time() -> None:
    line = next(line for line in shown(shop(), verbose=True).splitlines() if "dns-lookup" in line)
    assert line.split() == ["wait", "dns-lookup", "tcp-handshake", "transfer-start", "download", "total"]
    assert "(cache)" in shown(shop(), verbose=True)


@pytest.mark.parametrize(
    ("ending", "error", "said"),
    [
        ("interrupted", "", "Interrupted after 1500ms"),
        ("timed out", "The run took longer than 3 s (--timeout).", "The run took longer than 3 s (--timeout)."),
        ("bailed", "", "Stopped at the first failure"),
        ("failed", "", "The run failed."),
        ("finished", "", ""),
    ],
)
def test_how_the_run_ended(ending: str, error: str, said: str) -> None:
    text = shown(Story(Step("x"), ending=ending, error=error))
    last = text.splitlines()[-1]
    assert said in last
    assert ending != "finished" or last.startswith("└")


def test_a_killed_run_reads_to_its_last_event() -> None:
    for story in cut_short(shop()):
        assert "cut short" in shown(story)


def test_a_binary_body_is_named_and_not_shown() -> None:
    picture = answer(bytes(range(256)) * 8, kind="image/png")
    text = shown(Story(Step("x", outcome=picture, asserts=(wrong("a", "no"),))), verbose=True)
    assert "(2.05kB of image/png)" in text
    assert "(binary)" in text
