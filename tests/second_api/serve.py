"""Runs Fieldnotes on loopback in a child process that ends with its block, or with its parent."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from werkzeug.serving import WSGIRequestHandler, make_server

from tests.second_api.app import create_app
from tests.second_api.people import IDENTITIES

__all__ = ["IDENTITIES", "serving"]
ROOT = Path(__file__).parents[2]


@contextmanager
def serving(port: int = 0, *, defects: Sequence[str] = ()) -> Iterator[str]:
    """The base URL of a fresh server; port 0 takes a free one. OSError if it does not start."""
    command = [sys.executable, "-m", "tests.second_api.serve", str(port), *defects]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join([str(ROOT), *filter(None, sys.path)])}
    pipe = subprocess.PIPE
    with subprocess.Popen(command, env=environment, stdin=pipe, stdout=pipe) as child:
        try:
            assert child.stdout is not None
            url = child.stdout.readline().decode().strip()
            if not url:
                raise OSError(f"Fieldnotes did not start on port {port}.")
            yield url
        finally:
            child.kill()


class _Handler(WSGIRequestHandler):
    """HTTP/1.1, and silent."""

    protocol_version = "HTTP/1.1"

    def log(self, *_: object) -> None:
        return

    def version_string(self) -> str:
        return "fieldnotes"


def main() -> int:
    """`python -m tests.second_api.serve PORT [DEFECT…]`, until standard input ends."""
    server = make_server(
        "127.0.0.1", int(sys.argv[1]), create_app(sys.argv[2:]), threaded=True, request_handler=_Handler
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"http://127.0.0.1:{server.server_port}", flush=True)  # noqa: T201 - its parent reads it
    try:
        while os.read(0, 4096):
            continue
    except KeyboardInterrupt:
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main())
