"""Runs the shop on loopback: in the foreground, or in a child process that ends with its parent."""

import os
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager

import uvicorn
from starlette.types import ASGIApp

from assay.demo.unreadable import ShopProtocol

HOST = "127.0.0.1"
BACKLOG = 2048


def run(app: ASGIApp, port: int, announce: Callable[[str], None]) -> None:
    """Serves until it is interrupted; `announce` gets the base URL once requests are answered.

    Port 0 takes a free one. OSError if the port is taken.
    """
    # The protocol is named because asyncio sets TCP_NODELAY only where it is: without it an answer waits 40 ms.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        _listen(listener, port)
        url = f"http://{HOST}:{listener.getsockname()[1]}"
        _Server(app, lambda: announce(url)).run(sockets=[listener])


@contextmanager
def serving(
    port: int = 0, *, seed: int = 1, defects: Sequence[str] = (), stock: str = "", billing: str = ""
) -> Iterator[str]:
    """A shop in a child process; yields its base URL, such as `http://127.0.0.1:41234`.

    Port 0 takes a free one; `defects` are names of `assay.demo.defects.DEFECTS`, `stock` and `billing` base URLs of
    partners. The child ends with the block, and also if this process dies in any way. OSError if the shop does not
    start, a taken port included.
    """
    options = [part for name in defects for part in ("--defect", name)]
    with _child("assay.demo", "--seed", str(seed), "--stock", stock, "--billing", billing, *options, port=port) as url:
        yield url


@contextmanager
def partner(name: str, port: int = 0) -> Iterator[str]:
    """A partner of the shop (`stock` or `billing`) in a child process; yields its base URL, else as `serving`."""
    with _child("assay.demo.partners", name, port=port) as url:
        yield url


@contextmanager
def _child(module: str, *options: str, port: int) -> Iterator[str]:
    command = [sys.executable, "-m", module, *options, "--port", str(port), "--until-stdin-ends"]
    pipe = subprocess.PIPE
    with subprocess.Popen(  # noqa: S603 - our own module, by our Python
        command, env=_environment(), stdin=pipe, stdout=pipe
    ) as child:
        try:
            yield _announced(child, port)
        finally:
            child.kill()  # all is in memory: there is nothing to save


def end_with_stdin() -> None:
    """Ends this process when its standard input does: the parent holds the other end, and its death closes it."""
    threading.Thread(target=_wait_for_end, args=(os.dup(0),), daemon=True).start()


def _listen(listener: socket.socket, port: int) -> None:
    if os.name == "posix":  # elsewhere this would let two processes share the port
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind((HOST, port))
    listener.listen(BACKLOG)


def _wait_for_end(stdin: int) -> None:
    """Of a descriptor of its own, as pytest puts another file in the place of 0; not of sys.stdin, whose lock Python
    wants back when it shuts down.
    """
    while os.read(stdin, 4096):
        continue
    os._exit(0)


def _environment() -> dict[str, str]:
    """The child finds the package where we found it, installed or not."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}


def _announced(child: subprocess.Popen[bytes], port: int) -> str:
    assert child.stdout is not None, "the child was started with a pipe"
    url = child.stdout.readline().decode().strip()
    if not url:
        raise OSError(f"It did not start on {HOST}:{port}. Choose a port that is free, or 0.")
    return url


class _Server(uvicorn.Server):
    """uvicorn, quiet and lean, that tells when it is up."""

    def __init__(self, app: ASGIApp, started: Callable[[], None]) -> None:
        config = uvicorn.Config(
            app,
            http=ShopProtocol,
            loop="asyncio",
            ws="none",
            lifespan="off",
            log_config=None,
            log_level="critical",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=1,
        )
        super().__init__(config)
        self._started = started

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self._started()
