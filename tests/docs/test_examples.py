"""Every example of every page does what the page says."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from assay.demo.serve import serving
from assay.testing.servers.raw import RawServer
from assay.testing.servers.wire import Wire

from .likeness import is_like
from .pages import Block, Remark, name_of, pages, parts
from .stage import Stage, commands


class Flaky:
    """Closes every second connection without an answer, the first one too."""

    def __init__(self) -> None:
        self.count = 0
        self.lock = threading.Lock()

    def __call__(self, wire: Wire) -> None:
        wire.read_request()
        with self.lock:
            self.count += 1
            silent = self.count % 2 == 1
        if not silent:
            headers = ("Content-Type: application/json", "Connection: close")
            wire.answer(b'{"status":"ok"}', headers=headers)


@pytest.fixture(scope="module")
def places() -> Iterator[dict[str, str]]:
    with serving() as url, RawServer(Flaky()) as flaky:
        yield {"shop": url.removeprefix("http://"), "flaky": f"127.0.0.1:{flaky.port}", "own": free_address()}


def free_address() -> str:
    """Where nobody listens, for what the page itself starts."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return f"127.0.0.1:{listener.getsockname()[1]}"


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_page(page: Path, tmp_path: Path, places: dict[str, str]) -> None:
    found = list(parts(page.read_text(encoding="utf-8")))
    named = {part.value for part in found if isinstance(part, Remark) and part.name == "with"}
    assert named <= places.keys()
    stage = Stage(tmp_path, {name: place for name, place in places.items() if name in named})
    for part in found:
        stage.play(part)


def test_every_fence_is_closed_and_says_what_is_in_it() -> None:
    for page in pages():
        text = page.read_text(encoding="utf-8")
        blocks = [part for part in parts(text) if isinstance(part, Block)]
        assert text.count("```") == 2 * len(blocks), name_of(page)
        assert all(block.language for block in blocks), name_of(page)


def test_what_is_printed_is_compared() -> None:
    assert is_like("a 12ms\n  b\n", "a 3ms\n b")
    assert is_like("a\nb\nc\nd\n", "a\n...\nd")
    assert is_like("GET x [200 OK, 280B, 6ms]\n", "GET x [200 ...]")
    assert not is_like("a\nb\n", "a")
    assert not is_like("2 failures\n", "1 failure")
    assert not is_like("a\nb\n", "a\n...\nc")


def test_commands_go_on_behind_a_backslash() -> None:
    assert list(commands("$ a \\\n   b\nprinted\n$ c\n")) == [("a \\\n   b\n", "printed\n"), ("c\n", "")]
