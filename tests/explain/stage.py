"""Plays a scene: a server on loopback that does what the scene says, and the curl command carried out by libcurl."""

from __future__ import annotations

import atexit
import io
import os
import shlex
import shutil
import ssl
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any

from assay.explain.evidence import Evidence
from assay.explain.explaining import explain
from assay.formats.curl import read_command
from assay.model.contract import Contract
from assay.model.explanation import Explanation
from assay.model.transfer import Carried
from assay.runtime.curl.operate import World, operate
from assay.runtime.curl.streams import Streams
from assay.testing.servers.raw import RawServer
from assay.testing.servers.wire import Wire

from ..transport.certificates import Shop, issue
from ..transport.sending import request, send
from .scenes.contract import CONTRACT
from .scenes.scene import NOW, Scene


class Words:
    """The little that reading a command line needs of the world."""

    environment: Mapping[str, str] = {}
    home = ""

    def read(self, path: str, limit: int) -> bytes:
        return Path(path).read_bytes()[:limit]

    def modified(self, _path: str) -> float | None:
        return None

    def ask(self, _prompt: str) -> str:
        return "secret"


@contextmanager
def environment(given: Mapping[str, str]) -> Iterator[None]:
    """The process environment with these variables: libcurl reads its proxies there."""
    before = {name: os.environ.get(name) for name in given}
    os.environ.update(given)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name, None) if value is None else os.environ.update({name: value})


def carry(command: str, contract: Contract | None = None) -> Evidence:
    """Carry out what follows the word curl. Its first transfer counts."""
    ids = count(1)
    carried: list[Carried] = []
    read = read_command(shlex.split(command), Words())
    world = World(ids=lambda: f"x{next(ids)}", clock=lambda: NOW, environment=os.environ)
    streams = Streams(io.BytesIO(), io.BytesIO(), io.BytesIO())
    operate(read.jobs(), read.settings, streams, world, on_carried=carried.append)
    return Evidence.of(carried[0], now=NOW, contract=contract)


def play(scene: Scene) -> tuple[Explanation, ...]:
    """What is explained in the scene."""
    return explain(evidence_of(scene))


def evidence_of(scene: Scene) -> Evidence:
    """The exchanges of the scene."""
    with serving(scene) as places:
        command = scene.command.format(**places)
        if scene.live:
            return Evidence(exchanges=(send(request(shlex.split(command)[0])),), now=NOW)
        contract = CONTRACT if scene.declared else None
        with environment({"http_proxy": f"http://{places['host']}"} if scene.proxied else {}):
            return carry(command, contract)


@contextmanager
def serving(scene: Scene) -> Iterator[Mapping[str, str]]:
    """The server of a scene, as the words that its command may name."""
    with RawServer(_script(scene), tls=_context(scene.tls) if scene.tls else None) as server:
        port = server.port
        if scene.listens:
            yield _places(server.url, port)
    if not scene.listens:
        yield _places(f"http://127.0.0.1:{port}", port)


def _places(url: str, port: int) -> Mapping[str, str]:
    folder = _shop().folder
    named = url.replace("127.0.0.1", "localhost")
    return {"url": url, "host": f"127.0.0.1:{port}", "port": str(port), "named": named, "folder": str(folder)}


def _script(scene: Scene) -> Any:
    answers = scene.answers
    if callable(answers):
        return answers
    given = iter(answers if isinstance(answers, tuple) else (answers,))
    last = b""

    def script(wire: Wire) -> None:
        nonlocal last
        while request := wire.read_request():
            last = next(given, last)
            wire.send(last if request[:5] != b"HEAD " else last.partition(b"\r\n\r\n")[0] + b"\r\n\r\n")
            if b"content-length" not in last.lower():
                return

    return script


@cache
def _shop() -> Shop:
    """The authority of all scenes, in a folder that goes when Python ends."""
    folder = Path(tempfile.mkdtemp(prefix="assay-scenes-"))
    atexit.register(shutil.rmtree, folder)
    shop = Shop(folder)
    shop.write("client.pem", shop.client.pem)
    shop.write("client.key", shop.client.key_pem())
    shop.write("empty.pem", b"nothing")
    return shop


def _context(name: str) -> Any:
    shop = _shop()
    if name == "asking":
        return shop.asking_context()
    if name == "modern":
        context = shop.context()
        context.minimum_version = ssl.TLSVersion.TLSv1_3
        return context
    if name == "under no authority":
        between = issue("no authority", by=shop.authority)
        return shop.context(issue("server", by=between, names=("127.0.0.1", "localhost")), between)
    shown = {
        "good": lambda: shop.leaf(),
        "expired": lambda: shop.leaf(age=400),
        "early": lambda: shop.leaf(age=-10),
        "other name": lambda: shop.leaf("shop.example"),
        "self-signed": lambda: issue("alone", names=("127.0.0.1", "localhost")),
    }[name]()
    return shop.context(shown)
