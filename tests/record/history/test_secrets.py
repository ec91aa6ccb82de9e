"""Nothing secret reaches the log, the index or its full-text table, wherever the secret stood."""

from __future__ import annotations

import base64
import sqlite3
from pathlib import Path

import pytest

from assay.model.event import Event
from assay.model.transfer import Data, Form, Part, Transfer
from assay.record.history.history import History
from assay.record.history.keeping import kept_key
from assay.record.history.wanted import Wanted
from assay.record.masking import Masker
from tests.record.history.kept import BEGAN, events, exchange, keep_events

SECRET = "hunter2-s3cr3t+Key/4711"
IN_URL = "hunter2-s3cr3t%2BKey%2F4711"
BASIC = base64.b64encode(f"alice:{SECRET}".encode()).decode()

EVERYWHERE: dict[str, list[Event]] = {
    "url": events(exchange(f"http://shop.test/?access_token={SECRET}", status=0), code=7),
    "userinfo": events(exchange(f"http://alice:{IN_URL}@shop.test/")),
    "userinfo without a scheme": events(transfer=Transfer(url=f"alice:{IN_URL}@nowhere.test"), code=6),
    "header": events(exchange(sent={"Authorization": f"Bearer {SECRET}"})),
    "own header": events(exchange(sent={"X-Api-Key": SECRET})),
    "basic": events(exchange(sent={"Authorization": f"Basic {BASIC}"})),
    "cookie": events(exchange(sent={"Cookie": f"theme=dark; session={SECRET}"})),
    "set-cookie": events(exchange(answered={"Set-Cookie": f"sid={SECRET}; Path=/"})),
    "json": events(exchange(body=f'{{"password": "{SECRET}"}}'.encode(), method="POST")),
    "form": events(exchange(body=f"user=a&password={IN_URL}".encode(), method="POST")),
    "form, -F": events(
        exchange(method="POST"),
        transfer=Transfer(
            url="shop.test",
            content=Form(
                parts=(Part(name="note", content=f"key={IN_URL}".encode()), Part(name="pin", content=SECRET.encode()))
            ),
        ),
    ),
    "answer": events(exchange(answer=f'{{"access_token": "{SECRET}", "echo": "{BASIC}"}}'.encode())),
    "-u for Digest": events(exchange(), transfer=Transfer(url="http://shop.test/", options={"user": f"a:{SECRET}"})),
    "never sent": events(
        transfer=Transfer(url="http://nowhere.test/", headers=(f"Authorization: Bearer {SECRET}",)), code=6
    ),
    "never sent, -d": events(
        transfer=Transfer(url="nowhere.test", content=Data(content=f'{{"pin": "{SECRET}"}}'.encode())), code=6
    ),
    "never sent, -F": events(
        transfer=Transfer(
            url="nowhere.test",
            content=Form(parts=(Part(name="o", parts=(Part(name="password", content=SECRET.encode()),)),)),
        ),
        code=6,
    ),
}
OPTIONS: dict[str, str] = {
    "oauth2-bearer": SECRET,
    "proxy-user": f"bob:{SECRET}",
    "pass": SECRET,
    "cert": f"c.pem:{SECRET}",
    "cookie": f"session={SECRET}",
    "proxy": f"http://u:{IN_URL}@proxy.test:3128",
    "socks5": f"u:{IN_URL}@proxy.test:1080",
    "preproxy": f"socks5://u:{IN_URL}@proxy.test:1080",
    "url-query": f"api_key={SECRET}",
    "proxy-header": f"X-Auth-Token: {SECRET}",
}
EVERYWHERE |= {
    f"--{name}": events(exchange(), transfer=Transfer(url="http://shop.test/", options={name: value}))
    for name, value in OPTIONS.items()
}
SPELLINGS = (SECRET, IN_URL, BASIC, SECRET.replace("/", "\\/"), SECRET[:-1])


@pytest.mark.parametrize("place", EVERYWHERE)
def test_no_secret_is_kept(tmp_path: Path, place: str) -> None:
    keep_events(tmp_path, EVERYWHERE[place])
    with History(tmp_path) as history:
        entry, row = history.entry(1), history.row(1)
        assert history.rows(Wanted(search="hunter2")) == []
        dump = "\n".join(sqlite3.connect(tmp_path / "history.db").iterdump())
    everything = [path.read_bytes().decode("latin-1") for path in tmp_path.rglob("*") if path.is_file()]
    for text in (repr(entry), repr(row), dump, *everything):
        for spelling in SPELLINGS:
            assert spelling not in text


def test_a_secret_has_one_stand_in_in_all_commands_of_a_project(tmp_path: Path) -> None:
    keep_events(tmp_path, events(exchange(answer=f'{{"token": "{SECRET}"}}'.encode())))
    keep_events(tmp_path, events(exchange(sent={"Authorization": f"Bearer {SECRET}"})), at=BEGAN + 1)
    key = kept_key(tmp_path)
    assert key is not None
    mark = Masker(key).stand_in(SECRET)
    with History(tmp_path) as history:
        login, after = history.latest(2)
        assert history.rows(Wanted(search=mark.strip("*")))
    assert login.response is not None
    assert login.response.body == f'{{"token": "{mark}"}}'.encode()
    assert after.transfer.headers == (f"Authorization: Bearer {mark}",)
