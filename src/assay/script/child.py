"""One sandbox process: started, spoken to, watched, ended."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Sequence
from typing import Any, Self

from assay.model.errors import AssayError
from assay.script import frames, memory
from assay.script.leash import Leash
from assay.script.limits import MEGABYTE, Limits
from assay.script.node import command

BOOT_SECONDS = 30.0
LOOK_SECONDS = 0.02
TAIL = 4096


class Child:
    """A Node process that has loaded the sandbox, and runs one script at a time."""

    def __init__(self, process: asyncio.subprocess.Process, leash: Leash, limits: Limits) -> None:
        self._process = process
        self._leash = leash
        self._limits = limits
        self._look: asyncio.TimerHandle | None = None
        self._sending = asyncio.Lock()
        self._complaint = b""
        self._listening = asyncio.create_task(self._hear_complaints())
        self.broke: str | None = None
        """Why the process was ended or has ended, once it is known."""

    @classmethod
    async def start(cls, limits: Limits) -> Self:
        """A process that is ready for its first script. Raises AssayError where there can be none."""
        child = await cls._spawn(limits)
        try:
            async with asyncio.timeout(BOOT_SECONDS):
                await child.receive()
        except BaseException as error:
            await child.end()
            if isinstance(error, EOFError | TimeoutError | frames.FrameError):
                raise AssayError(f"the script sandbox did not start: {child.last_words()}") from None
            raise
        return child

    @classmethod
    async def _spawn(cls, limits: Limits) -> Self:
        leash = Leash()
        with leash:
            process = await asyncio.create_subprocess_exec(
                *command(limits),
                stdin=asyncio.subprocess.PIPE,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.PIPE,
                limit=MEGABYTE,
                env=_environment(),
                pass_fds=(leash.fd,) if os.name == "posix" else (),
            )
            leash.tie(process.pid)
        memory.confine(process.pid, limits)
        return cls(process, leash, limits)

    @property
    def has_ended(self) -> bool:
        """Whether there is nobody any more to speak to."""
        return self._process.returncode is not None

    async def send(self, message: Sequence[Any], attachment: bytes | memoryview = b"") -> None:
        """Write one message. Raises EOFError when the process has ended."""
        stdin = self._process.stdin
        assert stdin is not None
        try:
            async with self._sending:
                for piece in frames.encode(message, attachment):
                    stdin.write(piece)
                    await stdin.drain()
        except (BrokenPipeError, ConnectionResetError):
            raise EOFError from None

    async def receive(self) -> tuple[int, Any]:
        """The next frame's kind and JSON. Raises EOFError when the process has ended, FrameError where it misspoke."""
        stdout = self._process.stdout
        assert stdout is not None
        return await frames.receive(stdout, self._limits.message)

    def watch(self) -> None:
        """Look at the process's memory from now on, until `rest`."""
        self._look = asyncio.get_running_loop().call_later(LOOK_SECONDS, self._look_at_memory)

    def rest(self) -> None:
        """Stop looking."""
        if self._look is not None:
            self._look.cancel()

    def _look_at_memory(self) -> None:
        if memory.resident(self._process.pid) > self._limits.resident:
            self.kill(self._too_much())
        else:
            self.watch()

    def _too_much(self) -> str:
        return f"script used more than its {self._limits.memory // MEGABYTE} MB of memory"

    def kill(self, why: str) -> None:
        """End the process at once."""
        self.broke = self.broke or why
        if self._process.returncode is None:
            self._process.kill()

    async def end(self) -> None:
        """Let the process go, and wait until it has gone."""
        self.rest()
        self.kill("ended")
        await self._process.wait()
        await self._listening
        self._leash.close()

    async def post_mortem(self) -> str:
        """Why the process has ended by itself, in one sentence."""
        await self._process.wait()
        await self._listening
        if self.broke is None:
            self.broke = (
                self._too_much() if b"heap" in self._complaint else f"script ended its sandbox ({self.last_words()})"
            )
        return self.broke

    def last_words(self) -> str:
        """What the process wrote to its standard error about its end, or its exit code."""
        lines = [line for line in self._complaint.decode(errors="replace").splitlines() if "rror" in line]
        return lines[0].strip()[:200] if lines else f"exit code {self._process.returncode}"

    async def _hear_complaints(self) -> None:
        stderr = self._process.stderr
        assert stderr is not None
        while piece := await stderr.read(TAIL):
            self._complaint = (self._complaint + piece)[:TAIL]


def _environment() -> dict[str, str]:
    # Windows does not start a program without SystemRoot; nothing else of ours is passed on.
    return {"SystemRoot": os.environ["SYSTEMROOT"]} if os.name == "nt" else {}
