"""The shop as a process: quiet, on loopback, deterministic by seed, gone with its parent."""

import os
import signal
import socket
import subprocess
import sys
from contextlib import closing
from urllib.parse import urlsplit

import pytest

from assay.demo import app as app_module
from assay.demo.calls import Call, Reply
from assay.demo.serve import serving
from assay.demo.store import Shop
from tests.demo.client import Client, login

COMMAND = [sys.executable, "-m", "assay.demo", "--port", "0"]


def _products(base_url: str) -> list[str]:
    return [item["id"] for item in login(base_url, "alice").get("/v1/products").body["items"]]


def test_the_seed_decides_the_ids() -> None:
    with serving(seed=3) as one, serving(seed=3) as same, serving(seed=4) as other:
        assert one != same
        assert _products(one) == _products(same)
        assert not set(_products(one)) & set(_products(other))


def test_ends_with_its_block(capfd: pytest.CaptureFixture[str]) -> None:
    with serving() as base_url:
        assert urlsplit(base_url).hostname == "127.0.0.1"
        assert Client(base_url).get("/health").status == 200
    assert _refuses(base_url)
    assert capfd.readouterr() == ("", "")


def test_a_taken_port_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(OSError, match=str(port)), serving(port):
            pass
        run = subprocess.run([*COMMAND[:-1], str(port)], capture_output=True, text=True, timeout=30, check=False)
    assert (run.returncode, run.stdout) == (2, "")
    assert run.stderr.count("\n") == 1
    assert f"port {port}" in run.stderr


@pytest.mark.parametrize("port", ["-1", "65536", "http"])
def test_a_port_that_is_none_is_told(port: str) -> None:
    run = subprocess.run([*COMMAND[:-1], port], capture_output=True, text=True, timeout=30, check=False)
    assert run.returncode == 2
    assert "from 0 to 65535" in run.stderr


def test_ends_when_its_parent_is_killed() -> None:
    script = (
        "import time\nfrom assay.demo.serve import serving\nwith serving() as u: print(u, flush=True); time.sleep(60)"
    )
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    pipe, command = subprocess.PIPE, [sys.executable, "-c", script]
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True, env=environment) as parent:
        assert parent.stdout is not None
        base_url = parent.stdout.readline().strip()
        assert Client(base_url).get("/health").status == 200
        parent.kill()
        assert parent.communicate(timeout=10) == ("", "")  # the shop has stderr too: its end tells that it is gone
    assert _refuses(base_url)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_quietly(number: signal.Signals) -> None:
    with subprocess.Popen(COMMAND, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as shop:
        assert shop.stdout is not None
        assert shop.stdout.readline().startswith("http://127.0.0.1:")
        shop.send_signal(number)
        assert shop.communicate(timeout=10) == ("", "")


def test_a_failure_of_ours_tells_nothing(
    held_url: str, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def fail(_shop: Shop, _call: Call) -> Reply:
        raise RuntimeError("the secret of the house")

    monkeypatch.setitem(app_module.HANDLERS, "getOpenapi", fail)
    monkeypatch.setattr("tests.demo.client.judge", lambda *_: None)  # a 500 is not documented, and must not be
    answer = Client(held_url).get("/openapi.json")
    assert (answer.status, answer.code) == (500, "internal_error")
    assert "secret" not in str(answer.body)
    assert "the secret of the house" in caplog.text


def _refuses(base_url: str) -> bool:
    address = urlsplit(base_url)
    with closing(socket.socket()) as probe:
        return probe.connect_ex((address.hostname or "", address.port or 0)) != 0
