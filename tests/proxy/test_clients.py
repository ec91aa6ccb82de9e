"""Toxiproxy's client libraries, one from PyPI and one from npm, drive the installed `assay proxy` unchanged."""

from __future__ import annotations

import fcntl
import hashlib
import http.client
import http.server
import json
import shutil
import socket
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from toxiproxy import Toxiproxy
from toxiproxy.exceptions import InvalidToxic, NotFound, ProxyExists

from assay.proxy.toxics.registry import TOXICS
from tests.peers.installed import NODE, NPM
from tests.proxy.commanded import Commanded, commanded
from tests.proxy.servers import command, connected, echo, redis, said, served, whole

HERE = Path(__file__).parent / "node"
CACHE = Path(__file__).parents[2] / ".cache" / "toxiproxy-node-client"


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Commanded]:
    """`assay proxy --control`, with no proxy."""
    with commanded("--control", "127.0.0.1:0", cwd=tmp_path_factory.mktemp("clients")) as process:
        yield process


@pytest.fixture
def toxiproxy(running: Commanded) -> Iterator[Any]:
    """The client of PyPI."""
    client = Toxiproxy()
    client.update_api_consumer("127.0.0.1", running.port("control"))
    assert client.proxies() == {}
    yield client
    client.destroy_all()


def port_of(proxy: Any) -> int:
    return int(proxy.listen.rpartition(":")[2])


def test_the_client_of_pypi_makes_and_ends_proxies(toxiproxy: Any) -> None:
    assert toxiproxy.running()
    assert b"2.12.0" in toxiproxy.version()
    made = toxiproxy.populate([{"name": "a", "upstream": "127.0.0.1:1"}, {"name": "b", "upstream": "127.0.0.1:2"}])
    assert sorted(toxiproxy.proxies()) == sorted(one.name for one in made) == ["a", "b"]
    with pytest.raises(ProxyExists):
        toxiproxy.create(name="a", upstream="127.0.0.1:1")
    toxiproxy.destroy(made[0])
    assert toxiproxy.get_proxy("a") is None
    with pytest.raises(NotFound):
        made[0].destroy()
    with pytest.raises(InvalidToxic):
        made[1].add_toxic(type="nothing")


def test_the_client_of_pypi_breaks_a_live_connection_to_redis_and_mends_it(toxiproxy: Any) -> None:
    with served(redis()) as port:
        proxy = toxiproxy.create(name="redis", upstream=f"127.0.0.1:{port}")
        with connected(port_of(proxy)) as plug:
            plug.sendall(command(b"SET", b"key", b"value"))
            assert plug.recv(100) == b"+OK\r\n"
            proxy.add_toxic(type="slicer", attributes={"average_size": 1, "size_variation": 0, "delay": 1000})
            proxy.add_toxic(type="latency", name="late", attributes={"latency": 30, "jitter": 5})
            proxy.add_toxic(type="bandwidth", stream="upstream", attributes={"rate": 50})
            assert sorted(proxy.toxics()) == ["bandwidth_upstream", "late", "slicer_downstream"]
            plug.sendall(command(b"GET", b"key"))
            got = b""
            while not got.endswith(b"value\r\n"):
                got += plug.recv(1)
            assert got == b"$5\r\nvalue\r\n"
            toxiproxy.reset()
            assert proxy.toxics() == {}
            proxy.add_toxic(type="reset_peer", attributes={"timeout": 0})
            plug.sendall(command(b"PING"))
            with pytest.raises(ConnectionResetError):
                plug.recv(10)
        proxy.destroy_toxic("reset_peer_downstream")
        with proxy.down(), pytest.raises(ConnectionRefusedError):
            connected(port_of(proxy))
        with connected(port_of(proxy)) as plug:
            plug.sendall(command(b"GET", b"key"))
            assert plug.recv(100) == b"$5\r\nvalue\r\n"


@pytest.mark.parametrize("stream", ["upstream", "downstream"])
@pytest.mark.parametrize("kind", list(TOXICS))
def test_the_client_of_pypi_puts_every_toxic_on_a_share_of_the_connections(
    toxiproxy: Any, kind: str, stream: str
) -> None:
    small = dict.fromkeys(TOXICS[kind].settings.__struct_fields__, 1)
    with served(echo) as port:
        proxy = toxiproxy.create(name="echo", upstream=f"127.0.0.1:{port}")
        proxy.add_toxic(type=kind, stream=stream, toxicity=0.5, attributes=small)
        toxic = proxy.get_toxic(f"{kind}_{stream}")
        assert (toxic.type, toxic.toxicity, toxic.attributes) == (kind, 0.5, small)
        harmless = kind in {"latency", "bandwidth", "slow_close", "slicer"}
        patience = 20.0 if harmless else 0.15
        whole_ones = sum(answered(port_of(proxy), patience) == b"hello, dependencybye" for _ in range(20))
        assert whole_ones == 20 if harmless else 0 < whole_ones < 20


def answered(port: int, patience: float) -> bytes:
    """What comes back within a while."""
    try:
        with connected(port) as plug:
            plug.settimeout(patience)
            plug.sendall(b"hello, dependency")
            plug.shutdown(socket.SHUT_WR)
            return whole(plug)
    except OSError:
        return b""


def test_http_through_the_proxy_is_cut_in_the_body_for_the_client_of_pypi(toxiproxy: Any) -> None:
    with http_server() as port:
        proxy = toxiproxy.create(name="web", upstream=f"127.0.0.1:{port}")
        assert fetched(port_of(proxy)) == b"x" * 5000
        proxy.add_toxic(type="limit_data", attributes={"bytes": 1000})
        with pytest.raises(http.client.IncompleteRead):
            fetched(port_of(proxy))


class Page(http.server.BaseHTTPRequestHandler):
    """Five thousand bytes."""

    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "5000")
        self.end_headers()
        self.wfile.write(b"x" * 5000)

    def log_message(self, *said: object) -> None:
        """Nothing."""


class http_server:  # noqa: N801 - used as a function
    """Serves the page on loopback."""

    def __enter__(self) -> int:
        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()
        return int(self.server.server_address[1])

    def __exit__(self, *raised: object) -> None:
        self.server.shutdown()
        self.server.server_close()


def fetched(port: int) -> bytes:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("GET", "/")
        return connection.getresponse().read()
    finally:
        connection.close()


def node_home() -> Path:
    """The folder whose node_modules hold the client of npm, installed by name on first use."""
    lock = (HERE / "package-lock.json").read_bytes()
    folder = CACHE / hashlib.sha256(lock).hexdigest()[:16]
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "lock").open("w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)
        if not (folder / "ready").exists():
            for name in ("package.json", "package-lock.json"):
                shutil.copy(HERE / name, folder / name)
            command = [NODE, NPM, "ci", "--ignore-scripts", "--no-audit", "--no-fund"]
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
            if done.returncode:
                pytest.skip("npm could not install the client: " + " ".join(done.stderr.split())[-200:])
            (folder / "ready").touch()
    return folder


def test_the_client_of_npm_drives_every_toxic_on_live_connections(running: Commanded, tmp_path: Path) -> None:
    home = node_home()
    with served(echo) as port:
        program = tmp_path / "drive.cjs"
        program.write_text((HERE / "drive.js").read_text())
        done = subprocess.run(
            [NODE, program, home / "node_modules" / "toxiproxy-node-client", str(running.port("control")), str(port)],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout)
    assert told["toxics"] == ["latency", "bandwidth", "slow_close", "timeout", "slicer", "limit_data", "reset_peer"]
    assert told["passed"] == {"latency": True, "bandwidth": True, "slow_close": True, "slicer": True} | {
        "timeout": False,
        "limit_data": False,
        "reset_peer": False,
    }
    assert told["chained"] == "hello"
    assert 0 < told["share"] < 40
    assert told["refused"] == ["Request failed with status code 409", "Request failed with status code 404"]
    assert told["left"] == []


def test_the_proxy_is_still_there_after_all_of_it(running: Commanded) -> None:
    assert running.process.poll() is None
    with served(echo) as port:
        assert said(port, b"") == b"bye"
