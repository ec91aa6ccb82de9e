"""URLs, methods and headers made of anything at all, and certificates that are wrong: a sentence each."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from assay.testing.servers.raw import RawServer
from tests.cli.command import assay, clean
from tests.cli.documents import PASSES, collection, request, saved
from tests.faults.site import answering, plain, site
from tests.transport.certificates import PASSPHRASE, Shop, issue

PIECES = (
    "http://", "https://", "http:", "//", "[", "::1", "]", "127.0.0.1", ":", "99999", "-1", "@", "u:p@", "%", "%zz",
    "%00", "\x00", "\n", "\r\nX: y", "\t", " ", "{{", "}}", "{{a}}", "#", "?", "&", "=", "\\", "/", "..", "ü", "☃",
    "\ud800", "\u202e", "x" * 300, ".", "localhost", "\x7f", "<", ">", '"', "'", "^", "|", ":x", "::", "ftp://",
    "file:///etc/passwd", "mailto:x", "0x7f.1", "\uff11\uff12\uff17.0.0.1", "xn--", "xn--zzzz-", "a..b",
    "*", "{{$guid}}", "{{$randomInt}}",
)  # fmt: skip


def texts(chance: random.Random, server: RawServer) -> dict[str, Any]:
    """A request whose URL is a text of such pieces."""
    begin = chance.choice(["", "http://", f"{server.url}/"])
    return request(begin + "".join(chance.choices(PIECES, k=chance.randint(1, 6))), "text")


def objects(chance: random.Random, server: RawServer) -> dict[str, Any]:
    """A request all of whose parts are such pieces, or of another type."""
    raw = "".join(chance.choices(PIECES, k=3))
    url = {
        "raw": raw,
        "protocol": chance.choice(["http", "", None, "ftp", 7]),
        "host": chance.choice([["127", "0", "0", "1"], "127.0.0.1", raw, [raw], None, [1, None], {}]),
        "port": chance.choice([str(server.port), server.port, "x", "", None, "99999", []]),
        "path": chance.choice([[raw], raw, None, [{"value": raw}], 7]),
        "query": [{"key": raw, "value": chance.choice([raw, None, 7, {}])}],
        "variable": chance.choice([[{"key": raw, "value": None}], {}, "x", None]),
    }
    header = [{"key": chance.choice(PIECES), "value": chance.choice([*PIECES, None, 7])}]
    body = chance.choice(
        [None, {"mode": "raw", "raw": 7}, {"mode": "formdata", "formdata": [{"key": raw, "src": raw, "type": "file"}]},
         {"mode": "file", "file": {"src": raw}}, {"mode": "graphql", "graphql": raw}, {"mode": raw}, 7, []]
    )  # fmt: skip
    method = chance.choice(["GET", "", "x y", "\r\n", "POST", "É", None, 7])
    return {"name": "object", "request": {"url": url, "method": method, "header": header, "body": body}}


@pytest.mark.proof
@pytest.mark.parametrize("seed", range(12))
def test_anything_at_all(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    seen: list[bytes] = []

    def note(wire: Any, head: bytes) -> None:
        seen.append(head)
        plain(wire, head)

    with site(note) as server:
        items = [make(chance, server) for make in (texts, objects) * 60]
        saved(tmp_path, collection(*items, request(server.url, "last", test=PASSES)))
        reports = [word for kind in ("json", "html", "junit") for word in ("--report", f"{kind}=r.{kind}")]
        ran = assay("run", "c.json", "--timeout-request", "3000", "--verbose", *reports, cwd=tmp_path)
    assert ran.code == 1
    assert ran.err == "" or ran.err.startswith("warning: ")
    clean(ran.said)
    clean((tmp_path / "r.junit").read_text(encoding="utf-8"))
    assert "✓  answers" in ran.out
    assert json.loads((tmp_path / "r.json").read_text())["summary"]["requests"] == 121
    for head in seen:
        lines = head.split(b"\r\n\r\n")[0].split(b"\r\n")
        assert not any(line.startswith(b"X: y") for line in lines), "an input split the request"


@pytest.mark.parametrize("field", ["name", "value", "method", "url", "type"])
def test_no_line_break_splits_a_request(tmp_path: Path, field: str) -> None:
    evil = "a\r\nX-Injected: yes\r\n\r\nGET /second HTTP/1.1\r\nHost: x\r\n\r\n"
    seen: list[bytes] = []

    def note(wire: Any, head: bytes) -> None:
        seen.append(head)
        wire.answer(b"{}")

    part = {"key": "X-A", "value": "b", "type": "text"}
    form = [
        {
            "key": evil if field == "name" else "k",
            "value": evil,
            "contentType": evil if field == "type" else "text/plain",
        }
    ]
    fields: dict[str, Any] = {
        "name": {"header": [part | {"key": evil}]},
        "value": {"header": [part | {"value": evil}]},
        "method": {"method": evil},
        "url": {},
        "type": {"method": "POST", "body": {"mode": "formdata", "formdata": form}},
    }
    with site(note) as server:
        url = f"{server.url}/{evil if field == 'url' else ''}"
        saved(tmp_path, collection(request(url, **fields[field]), request(f"{server.url}/", test=PASSES)))
        ran = assay("run", "c.json", cwd=tmp_path)
    assert "✓  answers" in ran.out
    for head in seen:
        assert b"\r\nX-Injected" not in head.split(b"\r\n\r\n")[0]
        assert not head.startswith(b"GET /second")


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Shop:
    return Shop(tmp_path_factory.mktemp("certificates"))


def secure(here: Path, context: Any, *arguments: str) -> Any:
    with RawServer(answering(plain), tls=context) as server:
        saved(here, collection(request(f"{server.url}/", test=PASSES), request("http://127.0.0.1:9/")))
        return assay("run", "c.json", *arguments, cwd=here)


@pytest.mark.parametrize(
    ("kind", "words"),
    [("unknown", "certificate"), ("self-signed", "self"), ("expired", "expired"), ("foreign", "altnames")],
)
def test_a_bad_certificate(shop: Shop, tmp_path: Path, kind: str, words: str) -> None:
    shown = {
        "unknown": lambda: shop.leaf(),
        "self-signed": lambda: issue("server", names=("127.0.0.1",)),
        "expired": lambda: shop.leaf(age=90),
        "foreign": lambda: shop.leaf("elsewhere.example"),
    }[kind]()
    trusted = () if kind == "unknown" else ("--ssl-extra-ca-certs", shop.ca)
    ran = secure(tmp_path, shop.context(shown), *trusted)
    assert ran.code == 1
    assert "✓" not in ran.out
    assert words in ran.out
    assert "✓  answers" in secure(tmp_path, shop.context(shown), "-k").out


def test_client_certificates(shop: Shop, tmp_path: Path) -> None:
    certificate = shop.write("client.pem", shop.client.pem)
    key = shop.write("client.key", shop.client.key_pem(PASSPHRASE))
    other = shop.write("other.key", issue("other").key_pem())
    common = ("--ssl-extra-ca-certs", shop.ca, "--ssl-client-cert", certificate, "--ssl-client-key")
    good = secure(tmp_path, shop.asking_context(), *common, key, "--ssl-client-passphrase", PASSPHRASE)
    assert "✓  answers" in good.out
    wrong = secure(tmp_path, shop.asking_context(), *common, key, "--ssl-client-passphrase", "wrong")
    foreign = secure(tmp_path, shop.asking_context(), *common, other)
    missing = secure(tmp_path, shop.asking_context(), "--ssl-extra-ca-certs", shop.ca)
    for ran in (wrong, foreign, missing):
        assert ran.code == 1
        assert "✓" not in ran.out
        assert ran.out.count("[errored]") == 2
    assert PASSPHRASE not in good.said + wrong.said
