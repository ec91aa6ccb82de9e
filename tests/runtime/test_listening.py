"""The listener on loopback remembers who called, whatever they say, and leaves nothing behind."""

from __future__ import annotations

import asyncio

from assay.runtime.listening import listening


async def _say(url: str, data: bytes) -> bytes:
    host, _, port = url.removeprefix("http://").partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(data)
    writer.write_eof()
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return answer


def test_a_caller_is_answered_and_remembered() -> None:
    async def run() -> tuple[bytes, list[str], bool]:
        async with listening() as listener:
            answer = await _say(listener.url, b"GET /qz1?a=b HTTP/1.1\r\nHost: x\r\n\r\n")
            return answer, listener.targets, await listener.heard(5)

    answer, targets, heard = asyncio.run(run())
    assert answer.startswith(b"HTTP/1.1 204 ")
    assert (targets, heard) == (["/qz1?a=b"], True)


def test_who_says_nothing_readable_has_not_called() -> None:
    async def run() -> tuple[list[str], bool]:
        async with listening() as listener:
            for data in (b"", b"\x16\x03\x01\x00\xff\n", b"x" * 20_000, b"GET\r\n"):
                try:
                    await _say(listener.url, data)
                except OSError:
                    continue
            return listener.targets, await listener.heard(0)

    assert asyncio.run(run()) == ([], False)
