"""Each toxic as a program: what it takes, waits for and lets on, without a socket or a clock."""

from __future__ import annotations

from random import Random
from typing import Any

import pytest

from assay.proxy.toxics.bandwidth import Bandwidth
from assay.proxy.toxics.latency import Latency
from assay.proxy.toxics.program import (
    Chunk,
    Cut,
    End,
    Finish,
    Late,
    Memory,
    Reset,
    Send,
    Settings,
    Stall,
    Step,
    Take,
    Wait,
)
from assay.proxy.toxics.registry import TOXICS
from assay.proxy.toxics.slicer import Slicer, slices


def play(kind: str, *came: Any, passed: int = 0, **settings: int) -> tuple[list[Step], Memory]:
    """The steps of a toxic, Take apart, when these arrive; at the last one it is left waiting."""
    toxic = TOXICS[kind]
    memory = Memory(Random(7), passed)
    program = toxic.run(toxic.settings(**settings), memory)
    steps: list[Step] = []
    left = list(came)
    step = next(program)
    try:
        while True:
            if isinstance(step, Take):
                if not left:
                    return steps, memory
                step = program.send(left.pop(0))
            else:
                steps.append(step)
                if isinstance(step, Cut | Reset | Finish | Stall):
                    return steps, memory
                step = next(program)
    except StopIteration:
        return steps, memory


def chunk(data: bytes, at: float = 10.0, taken: float | None = None) -> Chunk:
    return Chunk(data, at, at if taken is None else taken)


def test_latency_counts_from_when_the_data_came_and_keeps_the_order() -> None:
    steps, _ = play("latency", chunk(b"a"), chunk(b"b", 10.5, 11.0), End(12.0), latency=1000)
    assert steps == [Wait(11.0, b"a"), Send(b"a", 11.0), Wait(11.5, b"b"), Send(b"b", 11.5), Finish()]


def test_two_latencies_in_a_chain_add_up() -> None:
    steps, _ = play("latency", chunk(b"a"), latency=1000)
    first = steps[1]
    assert isinstance(first, Send)
    again, _ = play("latency", Chunk(first.data, first.at, 11.0), latency=500)
    assert again[1] == Send(b"a", 11.5)


def test_jitter_stays_between_its_bounds_on_both_sides() -> None:
    program = TOXICS["latency"].run(Latency(latency=100, jitter=50), Memory(Random(3)))
    delays = []
    next(program)
    for _ in range(500):
        step = program.send(chunk(b"x", 0.0))
        assert isinstance(step, Wait)
        delays.append(step.until)
        next(program)
        next(program)
    assert min(delays) < 0.07
    assert max(delays) > 0.13
    assert all(0.05 <= delay < 0.15 for delay in delays)


def test_bandwidth_sends_in_pieces_and_never_faster_than_its_rate() -> None:
    steps, _ = play("bandwidth", chunk(b"x" * 25_000, 10.0), chunk(b"y" * 1000, 10.0), rate=100)
    waits = [step for step in steps if isinstance(step, Wait)]
    sends = [len(step.data) for step in steps if isinstance(step, Send)]
    assert sends == [10_000, 10_000, 5_000, 1_000]
    assert [round(step.until, 3) for step in waits] == [10.1, 10.2, 10.25, 10.26]
    assert [len(step.unsent) for step in waits] == [25_000, 15_000, 5_000, 1_000]


def test_a_bandwidth_of_nothing_lets_nothing_pass() -> None:
    assert play("bandwidth", chunk(b"x"))[0] == [Stall()]


def test_slow_close_passes_data_and_delays_the_end() -> None:
    steps, _ = play("slow_close", chunk(b"a"), End(20.0), delay=1500)
    assert steps == [Send(b"a", 10.0), Wait(21.5), Finish()]


@pytest.mark.parametrize("came", [End(10.0), Late(10.0)])
def test_timeout_drops_everything_and_cuts(came: Any) -> None:
    assert play("timeout", chunk(b"a"), came, timeout=100)[0] == [Cut()]


def test_timeout_of_nothing_waits_for_ever() -> None:
    program = TOXICS["timeout"].run(TOXICS["timeout"].settings(), Memory(Random(1)))
    assert next(program) == Take(None)


@pytest.mark.parametrize(("average", "variation"), [(1, 0), (10, 5), (7, 100), (0, 0), (3, 1)])
def test_slices_cover_everything_once_and_keep_to_their_size(average: int, variation: int) -> None:
    settings = Slicer(average_size=average, size_variation=variation)
    cut = list(slices(1000, settings, Random(5)))
    assert [start for start, _ in cut[1:]] == [stop for _, stop in cut[:-1]]
    assert (cut[0][0], cut[-1][1]) == (0, 1000)
    assert all(0 < stop - start <= max(1, average) * 2 for start, stop in cut)


def test_a_slicer_keeps_what_is_left_for_when_it_is_interrupted() -> None:
    steps, _ = play("slicer", chunk(b"abcd"), average_size=1, delay=1000)
    unsent = [step.unsent for step in steps if isinstance(step, Wait)]
    assert unsent == [b"bcd", b"cd", b"d", b""]
    assert [step.data + step.rest for step in steps if isinstance(step, Send)] == [b"abcd", b"bcd", b"cd", b"d"]


def test_limit_data_passes_a_part_and_counts_on_after_a_change() -> None:
    steps, memory = play("limit_data", chunk(b"abc"), chunk(b"def"), bytes=5)
    assert steps == [Send(b"abc", 10.0), Send(b"de", 10.0), Cut()]
    assert memory.passed == 5
    assert play("limit_data", chunk(b"abc"), passed=4, bytes=5)[0] == [Send(b"a", 10.0), Cut()]
    assert play("limit_data", chunk(b"abc"), bytes=0)[0] == [Cut()]


def test_reset_peer_waits_for_the_first_data_or_the_end() -> None:
    assert play("reset_peer", chunk(b"a", 10.0, 11.0), timeout=500)[0] == [Wait(11.5), Reset()]
    assert play("reset_peer", End(3.0))[0] == [Wait(3.0), Reset()]


def test_silence_keeps_what_it_took_and_takes_no_more() -> None:
    steps, _ = play("silence", chunk(b"abc"), bytes=2)
    assert steps[:2] == [Send(b"ab", 10.0, b"c"), Wait(float("inf"), b"c")]
    assert play("silence")[0] == [Stall()]


def test_half_close_ends_its_direction_only() -> None:
    assert play("half_close", chunk(b"abc"), bytes=2)[0] == [Send(b"ab", 10.0), Finish()]


def test_down_ends_before_any_data() -> None:
    assert play("down")[0] == [Cut()]


@pytest.mark.parametrize(
    "kind", [kind for kind in TOXICS if kind not in {"bandwidth", "silence", "down", "half_close"}]
)
def test_every_toxic_hands_an_ordinary_end_on(kind: str) -> None:
    steps, _ = play(kind, End(10.0), bytes=5) if kind == "limit_data" else play(kind, End(10.0))
    assert isinstance(steps[-1], Finish | Cut | Reset)


def test_every_toxic_tells_what_it_does() -> None:
    for kind, toxic in TOXICS.items():
        assert toxic.name == kind
        assert toxic.summary
        assert issubclass(toxic.settings, Settings)
    assert Bandwidth().rate == 0
