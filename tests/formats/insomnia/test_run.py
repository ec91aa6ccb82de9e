"""Exports of Insomnia that run: requests are those of Insomnia, answers flow into others, unit tests judge alike."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.formats.hurl.site import Site, assertions

HERE = Path(__file__).parent


@pytest.fixture(scope="module")
def site() -> Iterator[Site]:
    with Site() as running:
        yield running


def placed(name: str, site: Site, folder: Path) -> Path:
    path = folder / name
    path.write_text((HERE / name).read_text().replace("SITE", site.url))
    (folder / "note.txt").write_text("hi\n")
    site.asked.clear()
    return path


def test_format_5(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = assertions(placed("shop.yaml", site, tmp_path))
    assert found == {
        "login works": None,
        "login is not that": "expected 200 to equal 201",
        "the requests are those of Insomnia": None,
        "base environment": None,
    }
    targets = [f"{one.method} {one.target}" for one in site.asked]
    assert targets == [
        "POST /login",
        "GET /echo/5/x?fixed=1&q=a%20b%26in-folder&done=%20x",
        *["POST /echo"] * 3,
    ]
    login, _, form, upload, graphql = site.asked
    assert login.body == b'{\n  "name": "ann"\n}'
    assert (form.body, form.headers["authorization"]) == (b"a=1%202", "Basic Ym9iOnNlIGNyZXQ=")
    assert b'name="file"; filename="note.txt"\r\nContent-Type: text/plain\r\n\r\nhi\n' in upload.body
    assert upload.headers["content-type"].startswith("multipart/form-data; boundary=")
    assert json.loads(graphql.body) == {"query": "query Q($a: Int) { x(a: $a) }", "variables": {"a": 5}}
    assert graphql.headers["x-key"] == "k1"


def test_format_4(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    found = assertions(placed("shop.json", site, tmp_path))
    assert found == {"me is me": None, "search has a body": None}
    login, me, search = site.asked
    assert (login.target, login.body, login.headers["content-type"]) == ("/login", b"hi ann", "text/plain")
    assert re.fullmatch(r"/echo/me\?u=[0-9a-f-]{36}", me.target)
    assert (search.method, search.body) == ("GET", b'{"a": 1}')


def test_an_asynchronous_test_that_fails_is_a_test_that_fails(
    site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    source = f"""type: collection.insomnia.rest/5.0
name: A
collection:
  - name: R
    method: GET
    url: {site.url}/json
    scripts:
      afterResponse: |-
        insomnia.test("bad", async () => {{
          await Promise.resolve();
          insomnia.expect(insomnia.response.code).to.equal(201);
        }});
        insomnia.test("good", async () => {{ insomnia.expect(insomnia.response.code).to.equal(200); }});
"""
    (tmp_path / "x.yaml").write_text(source)
    assert assertions(tmp_path / "x.yaml") == {"good": None, "bad": "expected 200 to equal 201"}
