"""What lanes say side by side comes out in the order of the run."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from assay.runtime.order import Key, Sequencer


def test_the_first_open_lane_speaks_at_once() -> None:
    heard: list[str] = []
    order = Sequencer([(0, 0), (1, 0), (2, 0)], heard.extend)
    order.say((1, 0), ["b"])
    assert heard == []
    order.say((0, 0), ["a"])
    assert heard == ["a"]
    order.close((0, 0))
    assert heard == ["a", "b"]
    order.say((1, 0), ["c"])
    assert heard == ["a", "b", "c"]


def test_a_run_cut_short_loses_nothing() -> None:
    heard: list[str] = []
    order = Sequencer([(0, 0), (1, 0), (2, 0)], heard.extend)
    order.say((2, 0), ["z"])
    order.say((1, 0), ["y"])
    order.finish()
    assert heard == ["y", "z"]


@given(st.permutations([(i, p) for i in range(3) for p in range(2)]), st.data())
def test_any_interleaving_comes_out_in_order(closing: list[Key], data: st.DataObject) -> None:
    heard: list[tuple[Key, int]] = []
    keys = sorted(closing)
    order = Sequencer(keys, heard.extend)
    said = dict.fromkeys(keys, 0)
    still = list(closing)
    while still:
        key = data.draw(st.sampled_from(still))
        if said[key] == 2 or data.draw(st.booleans()):
            order.close(key)
            still.remove(key)
        else:
            order.say(key, [(key, said[key])])
            said[key] += 1
    assert heard == [(key, n) for key in keys for n in range(said[key])]
