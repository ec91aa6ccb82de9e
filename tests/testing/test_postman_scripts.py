"""A script that stayed in Postman's sandbox sees the answer's cookies, and sends with the client of the test."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import httpx
import pytest
import requests

from assay.testing.postman import PostmanScripts

SECONDS = 5


class Echo(BaseHTTPRequestHandler):
    """Tells what it was sent, and gives two cookies."""

    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        """Silence."""

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()
        told = {"method": self.command, "path": self.path, "body": body, "type": self.headers.get("Content-Type")}
        data = json.dumps(told | {"mark": self.headers.get("X-Mark")}).encode()
        self.send_response(200 if self.path != "/away" else 302)
        self.send_header("Content-Type", "application/json")
        self.send_header("Location", "http://192.0.2.1/")
        self.send_header("Set-Cookie", "sid=a1; Path=/")
        self.send_header("Set-Cookie", "theme=dark; Path=/")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    do_GET = do_POST  # noqa: N815 - the name that http.server calls


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Echo)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(params=["httpx", "requests"])
def client(request: pytest.FixtureRequest) -> Iterator[Any]:
    if request.param == "httpx":
        with httpx.Client(timeout=SECONDS, follow_redirects=True) as one:
            yield one
        return
    with requests.Session() as other:
        yield other


SCRIPTS = {
    "cookies": """
pm.test("t", () => {
    pm.expect(pm.cookies.toObject()).to.eql({sid: "a1", theme: "dark"});
    pm.expect(pm.cookies.has("x")).to.be.false;
});
""",
    "raw": """
pm.test("t", (done) => pm.sendRequest({
    url: pm.variables.get("url") + "/things?a=1", method: "POST",
    header: {"Content-Type": "application/json", "X-Mark": "m"},
    body: {mode: "raw", raw: JSON.stringify({name: "Ünï"})}
}, (error, response) => {
    pm.expect(error).to.be.null;
    pm.expect(response.code).to.eql(200);
    const told = response.json();
    pm.expect(told).to.include({method: "POST", path: "/things?a=1", type: "application/json", mark: "m"});
    pm.expect(JSON.parse(told.body)).to.eql({name: "Ünï"});
    done();
}));
""",
    "form": """
pm.test("t", (done) => pm.sendRequest({
    url: pm.variables.get("url"), method: "POST", body: {mode: "urlencoded", urlencoded: [{key: "a", value: "1 & 2"}]}
}, (error, response) => {
    pm.expect(response.json().body).to.eql("a=1+%26+2");
    done();
}));
""",
    "away": """
pm.test("t", (done) => pm.sendRequest(pm.variables.get("url") + "/away", (error, response) => {
    pm.expect(response.code).to.eql(302);
    done();
}));
""",
}  # fmt: skip
REFUSED = 'pm.test("t", (done) => pm.sendRequest("%s", (error) => { pm.expect(error).to.be.null; done(); }));'


@pytest.fixture(scope="module")
def scripts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[PostmanScripts]:
    folder = tmp_path_factory.mktemp("scripts")
    for name, text in {**SCRIPTS, "far": REFUSED % "http://192.0.2.1/", "odd": REFUSED % "http://[/"}.items():
        (folder / f"{name}.js").write_text(text, encoding="utf-8")
    with PostmanScripts(folder) as found:
        yield found


@pytest.mark.parametrize("name", SCRIPTS)
def test_it_passes_where_the_script_is_right(name: str, scripts: PostmanScripts, client: Any, url: str) -> None:
    scripts(f"{name}.js", client.get(f"{url}/first"), "t", variables={"url": url}, client=client)


@pytest.mark.parametrize("name", ["far", "odd"])
def test_nothing_is_sent_elsewhere(name: str, scripts: PostmanScripts, client: Any, url: str) -> None:
    with pytest.raises(AssertionError, match=r"sends to this machine or to 127\.0\.0\.1, not to"):
        scripts(f"{name}.js", client.get(url), "t", client=client)


def test_without_a_client_it_says_so(scripts: PostmanScripts, client: Any, url: str) -> None:
    with pytest.raises(AssertionError, match="no client"):
        scripts("form.js", client.get(url), variables={"url": url})
