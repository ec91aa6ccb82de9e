"""The whole of an answer: the way to it, its head, where the time went, and what it means."""

from __future__ import annotations

from assay.model.exchange import Answered, Exchange, Timings, Unanswered
from assay.model.explanation import Explanation
from assay.model.http import Header, Request, Response
from assay.report.answer import View, answer_lines
from assay.report.answer.timing import WIDTH, shares
from assay.report.style import Style

PLAIN = Style(color=False, unicode=False)
VIEW = View()


def exchange(status: int, *headers: Header, body: bytes = b"", timings: Timings | None = None) -> Exchange:
    """An answer to GET http://shop.test/a."""
    request = Request(id="1", method="GET", url="http://shop.test/a")
    response = Response(status=status, headers=headers, body=body)
    return Exchange(id="1", request=request, outcome=Answered(response=response), timings=timings or Timings())


def test_an_answer_reads_from_top_to_bottom() -> None:
    moved = exchange(301, Header("Location", "/b"), timings=Timings(total=2))
    final = exchange(
        401, Header("X-A", "1"), body=b"[1]", timings=Timings(connect=1, first_byte=8, download=1, total=10)
    )
    told = Explanation(
        rule="no-credentials",
        means="Nothing proved who is asking.",
        remedy="Send a token.",
        evidence=("no Authorization",),
        source="RFC 9110, 15.5.2",
    )
    assert list(answer_lines((moved, final), (told,), PLAIN, VIEW)) == [
        "- GET http://shop.test/a 301 -> /b 2ms",
        "HTTP/1.1 401 Unauthorized",
        "X-A: 1",
        "",
        "[",
        "  1",
        "]",
        "",
        "##====================## 10ms = connect 1ms | first byte 8ms | download 1ms",
        "",
        "-> Nothing proved who is asking.",
        "  no Authorization",
        "  Try: Send a token.",
        "  (RFC 9110, 15.5.2; rule no-credentials)",
    ]


def test_no_answer_is_told_by_its_reason() -> None:
    request = Request(id="1", method="GET", url="http://shop.test/a")
    outcome = Unanswered(reason="nothing listens on 127.0.0.1:1\x1b[2J", code="ECONNREFUSED", phase="connect")
    lines = list(answer_lines((Exchange(id="1", request=request, outcome=outcome),), (), PLAIN, VIEW))
    assert lines == ["No answer: nothing listens on 127.0.0.1:1\\x1b[2J"]


def test_what_is_only_likely_says_so_and_long_words_are_broken_between_lines() -> None:
    told = Explanation(rule="x", means="word " * 30, sure="likely")
    lines = list(answer_lines((exchange(200),), (told,), PLAIN, View(width=40)))
    assert lines[2].startswith("-> Likely: word")
    assert all(len(line) <= 40 for line in lines[2:])


def test_hostile_heads_are_shown_harmless_and_short() -> None:
    many = tuple(Header(f"X-{number}", "v" * 5_000 + "\r\x1b[31m") for number in range(500))
    lines = list(answer_lines((exchange(200, *many),), (), PLAIN, VIEW))
    assert len(lines) < 100
    assert not any("\x1b" in line or "\r" in line for line in lines)
    assert lines[-1] == "(440 more headers)"


def test_the_bar_has_a_cell_for_each_phase() -> None:
    assert shares([1, 1]) == [WIDTH // 2] * 2
    assert shares([0.001, 1000.0, 0.001]) == [1, WIDTH - 2, 1]


def test_of_a_long_way_the_beginning_and_the_end_are_shown() -> None:
    lines = list(answer_lines((exchange(302, Header("Location", "/a")),) * 60, (), PLAIN, VIEW))
    assert len(lines) < 20
    assert "- (47 more)" in lines


def test_the_line_of_timings_fits_a_narrow_terminal() -> None:
    timed = exchange(200, timings=Timings(name=1, connect=1, tls=1, first_byte=8, download=1, total=12))
    assert max(map(len, answer_lines((timed,), (), PLAIN, View(width=86)))) <= 86
