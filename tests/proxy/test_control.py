"""The control interface: routes, statuses and bodies as Toxiproxy's, whatever is sent."""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Iterator
from random import Random
from typing import Any

import pytest

from assay.proxy.budget import Budget
from assay.proxy.collection import Collection
from assay.proxy.control.serving import control_server
from assay.proxy.tcp import Surroundings
from assay.proxy.toxics.registry import TOXICS
from assay.wire.background import Background
from tests.proxy.servers import echo, said, served

PROXY = {"name": "echo", "listen": "127.0.0.1:0", "upstream": "127.0.0.1:1"}


class Client:
    """Sends one request a connection."""

    def __init__(self, port: int) -> None:
        self.port = port

    def __call__(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, Any]:
        """Status, and the body: as JSON where it is that."""
        status, _, data = self.whole(method, path, body, **headers)
        try:
            return status, json.loads(data)
        except ValueError:
            return status, data

    def whole(self, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, dict[str, str], str]:
        """Status, headers and text."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=20)
        data = body if isinstance(body, str | bytes | None) else json.dumps(body)
        connection.request(method, path, data, {name.replace("_", "-"): value for name, value in headers.items()})
        answer = connection.getresponse()
        text = answer.read().decode()
        connection.close()
        return answer.status, {name.lower(): value for name, value in answer.getheaders()}, text


@pytest.fixture
def ask() -> Iterator[Client]:
    """A control interface of its own."""
    with Background() as thread:
        collection = Collection(Surroundings(budget=Budget(), random=Random(1)))
        server = control_server(collection, host="127.0.0.1", port=0)
        thread.serve(server)
        yield Client(server.port)
        thread.call(collection.close())


def test_a_proxy_lives_as_toxiproxys_does(ask: Client) -> None:
    assert ask("GET", "/proxies") == (200, {})
    status, made = ask("POST", "/proxies", PROXY)
    assert (status, list(made)) == (201, ["name", "listen", "upstream", "enabled", "toxics"])
    assert made | {"listen": ""} == PROXY | {"listen": "", "enabled": True, "toxics": []}
    assert made["listen"] != "127.0.0.1:0"
    assert ask("GET", "/proxies/echo") == (200, made)
    assert ask("GET", "/proxies") == (200, {"echo": made})
    for method in ("POST", "PATCH"):
        assert ask(method, "/proxies/echo", {"enabled": False}) == (200, made | {"enabled": False})
        assert ask(method, "/proxies/echo", {"enabled": True}) == (200, made)
    assert ask("POST", "/proxies/echo", {}) == (200, made)
    assert ask("DELETE", "/proxies/echo") == (204, "")
    assert ask("DELETE", "/proxies/echo") == (404, {"error": "proxy not found", "status": 404})


def test_a_change_of_the_upstream_takes_effect_at_the_same_port(ask: Client) -> None:
    with served(echo) as port:
        _, made = ask("POST", "/proxies", PROXY)
        status, changed = ask("PATCH", "/proxies/echo", {"upstream": f"127.0.0.1:{port}"})
        assert (status, changed["enabled"], changed["listen"]) == (200, True, made["listen"])
        assert said(int(made["listen"].rpartition(":")[2]), b"x") == b"xbye"


@pytest.mark.parametrize("kind", list(TOXICS))
def test_every_toxic_is_made_shown_changed_and_removed(ask: Client, kind: str) -> None:
    ask("POST", "/proxies", PROXY)
    names = TOXICS[kind].settings.__struct_fields__
    wanted = {"type": kind, "stream": "upstream", "toxicity": 0.5, "attributes": dict.fromkeys(names, 7)}
    shown = {"attributes": dict.fromkeys(names, 7), "name": f"{kind}_upstream", "type": kind} | {
        "stream": "upstream",
        "toxicity": 0.5,
    }
    assert ask("POST", "/proxies/echo/toxics", wanted) == (200, shown)
    assert ask("POST", "/proxies/echo/toxics", wanted) == (409, {"error": "toxic already exists", "status": 409})
    assert ask("GET", f"/proxies/echo/toxics/{kind}_upstream") == (200, shown)
    assert ask("GET", "/proxies/echo/toxics") == (200, [shown])
    changed = shown | {"toxicity": 1, "attributes": dict.fromkeys(names, 9)}
    for method in ("POST", "PATCH"):
        body = {"toxicity": 1.0, "attributes": dict.fromkeys(names, 9)}
        assert ask(method, f"/proxies/echo/toxics/{kind}_upstream", body) == (200, changed)
    assert ask("GET", "/proxies/echo")[1]["toxics"] == [changed]
    assert ask("DELETE", f"/proxies/echo/toxics/{kind}_upstream") == (204, "")
    assert ask("GET", f"/proxies/echo/toxics/{kind}_upstream") == (404, {"error": "toxic not found", "status": 404})


def test_what_is_left_out_has_toxiproxys_defaults(ask: Client) -> None:
    ask("POST", "/proxies", PROXY)
    assert ask("POST", "/proxies/echo/toxics", {"type": "latency"})[1] == {
        "attributes": {"latency": 0, "jitter": 0},
        "name": "latency_downstream",
        "type": "latency",
        "stream": "downstream",
        "toxicity": 1,
    }
    ask("POST", "/proxies/echo/toxics", {"TYPE": "latency", "Stream": "UPSTREAM", "attributes": {"Latency": 3}})
    assert [one["name"] for one in ask("GET", "/proxies/echo/toxics")[1]] == ["latency_upstream", "latency_downstream"]
    assert ask("POST", "/proxies/echo/toxics/latency_upstream", {"attributes": {"jitter": 1}})[1]["attributes"] == {
        "latency": 3,
        "jitter": 1,
    }


REFUSED = [
    ("POST", "/proxies", "", 400, "bad request body: EOF"),
    ("POST", "/proxies", "{", 400, "bad request body: unexpected EOF"),
    ("POST", "/proxies", '{"name":"a', 400, "bad request body: unexpected EOF"),
    ("POST", "/proxies", "x", 400, "bad request body: invalid character 'x' looking for beginning of value"),
    ("POST", "/proxies", "[" * 100_000, 400, "bad request body: "),
    ("POST", "/proxies", "{}", 400, "missing required field: name"),
    ("POST", "/proxies", "null", 400, "missing required field: name"),
    ("POST", "/proxies", {"name": "a"}, 400, "missing required field: upstream"),
    (
        "POST",
        "/proxies",
        {"name": 1},
        400,
        "bad request body: json: cannot unmarshal number into Go struct field Proxy.name",
    ),
    ("POST", "/proxies", [], 400, "bad request body: json: cannot unmarshal array"),
    (
        "POST",
        "/proxies",
        {**PROXY, "name": "other", "listen": "nonsense"},
        500,
        "listen tcp: address nonsense: missing port",
    ),
    ("POST", "/proxies", {**PROXY, "name": "other", "listen": "127.0.0.1:99999"}, 500, "listen tcp: address"),
    (
        "POST",
        "/proxies",
        {**PROXY, "name": "other", "listen": "0.0.0.0:0"},
        400,
        "bad request body: listen 0.0.0.0:0 is not",
    ),
    ("POST", "/proxies", PROXY, 409, "proxy already exists"),
    ("GET", "/proxies/none", None, 404, "proxy not found"),
    ("POST", "/proxies/none", {}, 404, "proxy not found"),
    ("GET", "/proxies/none/toxics", None, 404, "proxy not found"),
    ("POST", "/proxies/none/toxics", {"type": "latency"}, 404, "proxy not found"),
    ("GET", "/proxies/echo/toxics/none", None, 404, "toxic not found"),
    ("POST", "/proxies/echo/toxics/none", {}, 404, "toxic not found"),
    ("DELETE", "/proxies/echo/toxics/none", None, 404, "toxic not found"),
    ("POST", "/proxies/echo/toxics", {"type": "nothing"}, 400, "invalid toxic type"),
    ("POST", "/proxies/echo/toxics", {}, 400, "invalid toxic type"),
    (
        "POST",
        "/proxies/echo/toxics",
        {"type": "latency", "stream": "up"},
        400,
        "stream was invalid, can be either upstream",
    ),
    (
        "POST",
        "/proxies/echo/toxics",
        {"type": "latency", "attributes": {"latency": "1"}},
        400,
        "bad request body: json: ",
    ),
    (
        "POST",
        "/proxies/echo/toxics",
        {"type": "latency", "attributes": {"latency": 1.5}},
        400,
        "bad request body: json: ",
    ),
    (
        "POST",
        "/proxies/echo/toxics",
        {"type": "latency", "attributes": {"latency": -1}},
        400,
        "bad request body: latency",
    ),
    (
        "POST",
        "/proxies/echo/toxics",
        {"type": "latency", "attributes": {"latency": 2**70}},
        400,
        "bad request body: json: ",
    ),
    ("POST", "/proxies/echo/toxics", {"type": "latency", "attributes": []}, 400, "bad request body: json: "),
    ("POST", "/proxies/echo/toxics", {"type": "latency", "toxicity": 7}, 400, "bad request body: toxicity"),
    (
        "POST",
        "/proxies/echo/toxics",
        '{"type": "latency", "toxicity": NaN}',
        400,
        "bad request body: invalid character",
    ),
    ("POST", "/populate", {}, 400, "bad request body: json: cannot unmarshal object into Go value of type []"),
    (
        "POST",
        "/populate",
        [{"name": "a", "upstream": "b:1"}, {"name": "c"}],
        400,
        "missing required field: upstream at proxy 2",
    ),
]


@pytest.mark.parametrize(("method", "path", "body", "status", "error"), REFUSED)
def test_what_is_refused_is_told_in_toxiproxys_words(
    ask: Client, method: str, path: str, body: Any, status: int, error: str
) -> None:
    ask("POST", "/proxies", PROXY)
    before = ask("GET", "/proxies")
    got, told = ask(method, path, body)
    assert got == status
    assert told["status"] == status
    assert told["error"].startswith(error)
    assert ask("GET", "/proxies") == before


def test_a_port_in_use_is_told(ask: Client) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        listen = f"127.0.0.1:{taken.getsockname()[1]}"
        assert ask("POST", "/proxies", PROXY | {"listen": listen}) == (
            500,
            {"error": f"listen tcp {listen}: bind: address already in use", "status": 500},
        )
    assert ask("GET", "/proxies") == (200, {})


def test_names_may_be_anything_that_a_path_can_carry(ask: Client) -> None:
    ask("POST", "/proxies", PROXY | {"name": "a b/ü%"})
    assert ask("GET", "/proxies/a%20b%2F%C3%BC%25")[1]["name"] == "a b/ü%"
    assert ask("POST", "/proxies/a%20b%2F%C3%BC%25/toxics", {"type": "down", "name": "x/y"})[0] == 200
    assert ask("DELETE", "/proxies/a%20b%2F%C3%BC%25/toxics/x%2Fy") == (204, "")


def test_populate_makes_keeps_and_replaces(ask: Client) -> None:
    status, told = ask("POST", "/populate", [PROXY, {"name": "off", "upstream": "127.0.0.1:2", "enabled": False}])
    assert status == 201
    assert [(one["name"], one["enabled"]) for one in told["proxies"]] == [("echo", True), ("off", False)]
    listen = told["proxies"][0]["listen"]
    ask("POST", "/proxies/echo/toxics", {"type": "latency"})
    again = ask("POST", "/populate", [PROXY | {"listen": listen}])[1]["proxies"][0]
    assert len(again["toxics"]) == 1, "the same addresses: the proxy that was there"
    other = ask("POST", "/populate", [PROXY | {"listen": listen, "upstream": "127.0.0.1:3"}])[1]["proxies"][0]
    assert (other["toxics"], other["listen"], other["upstream"]) == ([], listen, "127.0.0.1:3")
    assert len(ask("GET", "/proxies")[1]) == 2


def test_reset_enables_all_and_takes_all_toxics_away(ask: Client) -> None:
    ask("POST", "/proxies", PROXY)
    ask("POST", "/proxies/echo/toxics", {"type": "latency"})
    ask("POST", "/proxies/echo", {"enabled": False})
    assert ask("POST", "/reset") == (204, "")
    shown = ask("GET", "/proxies/echo")[1]
    assert (shown["enabled"], shown["toxics"]) == (True, [])


def test_browsers_are_refused(ask: Client) -> None:
    status, headers, text = ask.whole("GET", "/proxies", None, User_Agent="Mozilla/5.0 (X11)")
    assert (status, text) == (403, "User agent not allowed\n")
    assert headers["x-content-type-options"] == "nosniff"


def test_unknown_paths_and_methods_are_told_apart(ask: Client) -> None:
    assert ask("GET", "/nothing") == (404, "404 page not found\n")
    assert ask("GET", "/proxies/") == (404, "404 page not found\n")
    assert ask("PUT", "/proxies") == (405, "")
    assert ask("GET", "/reset") == (405, "")


def test_the_version_is_one_that_clients_can_compare(ask: Client) -> None:
    status, headers, text = ask.whole("GET", "/version")
    assert (status, headers["content-type"]) == (200, "application/json;charset=utf-8")
    assert text.startswith('{"version":"2.12.0+assay.')


def test_metrics_count_bytes_by_direction(ask: Client) -> None:
    with served(echo) as port:
        _, made = ask("POST", "/proxies", PROXY | {"name": 'a"b', "upstream": f"127.0.0.1:{port}"})
        assert said(int(made["listen"].rpartition(":")[2]), b"hello") == b"hellobye"
        _, headers, text = ask.whole("GET", "/metrics")
    rest = f'listener="{made["listen"]}",proxy="a\\"b",upstream="127.0.0.1:{port}"'
    assert headers["content-type"].startswith("text/plain; version=0.0.4")
    assert f'toxiproxy_proxy_received_bytes_total{{direction="upstream",{rest}}} 5\n' in text
    assert f'toxiproxy_proxy_sent_bytes_total{{direction="downstream",{rest}}} 8\n' in text
