"""Starts the real WireMock, where Java and its jar are there (`WIREMOCK_JAR` names it)."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.stub.wiremock.playing import exchanged

JAR = os.environ.get("WIREMOCK_JAR", "")


def is_there() -> bool:
    """Whether it can be started."""
    return bool(JAR) and Path(JAR).is_file() and shutil.which("java") is not None


@contextmanager
def real_server() -> Iterator[int]:
    """Its port, once it answers."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with tempfile.TemporaryDirectory() as root:
        command = ["java", "-Xmx300m", "-jar", JAR, "--port", str(port), "--root-dir", root, "--disable-banner"]
        process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            _wait(port)
            yield port
        finally:
            process.terminate()
            process.wait(20)


def _wait(port: int) -> None:
    for _ in range(600):
        try:
            exchanged(port, "GET", "/__admin/health", {}, b"")
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise TimeoutError("WireMock did not start")
