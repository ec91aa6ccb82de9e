"""A collection with planted weak tests and as many sound ones that look like them, and the server that it is about."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

ITEM = {"id": 7, "name": "Lamp", "tags": ["a", "b"], "price": {"cents": 1250, "currency": "EUR"}}


class Planted(NamedTuple):
    """A request with its test script, and the rule that is to be found in it; "" where it is sound."""

    name: str
    script: str
    rule: str = ""
    method: str = "GET"
    path: str = "items/7"
    body: str = ""
    before: str = ""


WEAK = (
    Planted(
        "about nothing",
        'pm.test("t", function () { pm.expect(pm.variables.get("base_url")).to.include("http"); });',
        "guards-nothing",
    ),
    Planted("asks for nothing", 'pm.test("t", function () { const b = pm.response.json(); });', "asserts-nothing"),
    Planted("constants", 'pm.test("t", () => { pm.expect(true).to.be.true; });', "cannot-fail"),
    Planted("no matcher", 'pm.test("t", () => { pm.expect(pm.response.json().id); });', "cannot-fail"),
    Planted(
        "caught",
        'pm.test("t", function () { try { pm.expect(pm.response.json().id).to.eql(7); } catch (e) { } });',
        "swallowed",
    ),
    Planted("either", 'pm.test("t", () => { pm.expect(pm.response.code).to.be.oneOf([200, 400]); });', "broad-status"),
    Planted("switched off", 'pm.test.skip("t", () => { pm.response.to.have.status(200); });', "disabled-test"),
    Planted("waits", 'pm.test("t", () => pm.response.to.have.status(200));\nsetTimeout(function () {}, 150);', "sleep"),
    Planted("not looked at", "", "no-test"),
    Planted("skin deep", 'pm.test("t", function () { pm.response.to.have.status(200); });', "only-status"),
    Planted("first mail", 'pm.test("t", () => { pm.response.to.have.status(201); });', "shared-literal", "POST",
            "people", '{"mail": "ann@shop.example"}'),
    Planted("never sent", 'pm.test("t", () => { pm.response.to.be.ok; });', "skipped-request",
            before="pm.execution.skipRequest();"),
)  # fmt: skip
SOUND = (
    Planted(
        "about all of it",
        'pm.test("t", function () { pm.response.to.have.status(200); '
        f"pm.expect(pm.response.json()).to.eql({json.dumps(ITEM)}); }});",
    ),
    Planted(
        "by a function of its own",
        "function check(b) { pm.expect(b.id).to.eql(7); }\n"
        'pm.test("t", function () { check(pm.response.json()); });',
    ),
    Planted(
        "caught and thrown",
        'pm.test("t", () => { try { pm.expect(pm.response.json().id).to.eql(7); } catch (e) { throw e; } });',
    ),
    Planted(
        "two successes",
        'pm.test("t", () => { pm.expect(pm.response.code).to.be.oneOf([200, 206]); '
        'pm.expect(pm.response.json().name).to.eql("Lamp"); });',
    ),
    Planted("in time", 'pm.test("t", () => { pm.expect(pm.response.responseTime).to.be.below(5000); });'),
    Planted(
        "shows no password",
        'pm.test("t", () => { pm.expect(pm.response.json()).to.not.have.property("password"); });',
    ),
    Planted(
        "no error text",
        'pm.test("t", () => { pm.expect(pm.response.text()).to.not.include("ORA-00942"); });',
    ),
    Planted("a header", 'pm.test("t", () => { pm.response.to.have.header("X-Frame-Options"); });'),
    Planted("the old way", 'tests["t"] = responseCode.code === 200 && JSON.parse(responseBody).id === 7;'),
    Planted(
        "asks once more",
        'pm.sendRequest(pm.variables.get("base_url") + "/items/7", function (err, res) {\n'
        '    pm.test("t", function () { pm.expect(res.json().id).to.eql(pm.response.json().id); });\n});',
    ),
    Planted(
        "many at most",
        'pm.test("t", () => { pm.expect(pm.response.json().tags.length).to.be.at.most(10); });',
    ),
    Planted(
        "by a schema",
        'const schema = { type: "object", required: ["id"], properties: { id: { type: "integer" } } };\n'
        'pm.test("t", function () { pm.expect(tv4.validate(pm.response.json(), schema)).to.be.true; });',
    ),
)  # fmt: skip


def collection(*planted: Planted) -> dict[str, Any]:
    """A Postman collection of these requests, each with an address of its own."""
    items = [_item(one, number) for number, one in enumerate(planted)]
    items += [_item(one._replace(name="second mail"), 900) for one in planted if one.rule == "shared-literal"]
    schema = "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"
    return {
        "info": {"name": "Planted", "schema": schema},
        "variable": [{"key": "base_url", "value": ""}],
        "item": items,
    }


def _item(one: Planted, number: int) -> dict[str, Any]:
    path = [f"api{chr(ord('a') + number % 26)}{'x' * (number // 26 % 5)}", *one.path.split("/")]
    request: dict[str, Any] = {
        "method": one.method,
        "url": {"raw": "{{base_url}}/" + "/".join(path), "host": ["{{base_url}}"], "path": path},
    }
    if one.body:
        request["body"] = {"mode": "raw", "raw": one.body, "options": {"raw": {"language": "json"}}}
    events = [("test", one.script), ("prerequest", one.before)]
    return {
        "name": one.name,
        "request": request,
        "event": [{"listen": kind, "script": {"exec": text.split("\n")}} for kind, text in events if text],
    }


@contextmanager
def serving(item: dict[str, Any] = ITEM) -> Iterator[str]:
    """The server of things; a base URL."""

    class Handler(BaseHTTPRequestHandler):
        def _answer(self, status: int, body: Any) -> None:
            data = json.dumps(body).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("X-Frame-Options", "DENY")
            self.send_header("Content-Length", str(len(data)))
            self.end_headers()
            self.wfile.write(data)

        def do_GET(self) -> None:
            self._answer(200, item)

        def do_POST(self) -> None:
            sent = json.loads(self.rfile.read(int(self.headers["Content-Length"])) or b"{}")
            self._answer(201, {"id": 9, **sent})

        def log_message(self, *_: object) -> None:
            return

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
