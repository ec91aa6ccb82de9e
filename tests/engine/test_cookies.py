"""The jar: foreign cookies are refused, scripts have tough-cookie's store, nothing grows without end."""

from __future__ import annotations

from typing import Any

import pytest

from assay.engine.cookie_date import json_date, parse_cookie_date, parse_json_date
from assay.engine.cookies import MOST, MOST_OF_A_DOMAIN, Jar
from assay.model.errors import InputError
from assay.model.http import Header, Request
from assay.model.script import ScriptRefused

NOW = 1_700_000_000.0


def jar(*cookies: str, url: str = "https://www.shop.example/a/b") -> Jar:
    made = Jar()
    made.store(url, tuple(Header("Set-Cookie", cookie) for cookie in cookies), NOW)
    return made


@pytest.mark.parametrize(
    "cookie",
    [
        "a=1; Domain=other.example",
        "a=1; Domain=op.example",
        "a=1; Domain=sub.www.shop.example",
        "a=1; Domain=example",
        "a=1; Domain=..shop.example",
        "__Secure-a=1",
        "__Host-a=1; Secure; Path=/x",
        "__Host-a=1; Secure; Path=/; Domain=www.shop.example",
        "a=\x01",
        "",
        "a=" + "x" * 20_000,
    ],
)
def test_cookies_that_are_refused(cookie: str) -> None:
    assert jar(cookie).dump()["cookies"] == []


@pytest.mark.parametrize("suffix", ["com", "co.uk", "github.io", "appspot.com"])
def test_no_cookie_for_all_who_share_a_public_suffix(suffix: str) -> None:
    assert jar(f"a=1; Domain={suffix}", url=f"http://x.{suffix}/").dump()["cookies"] == []


def test_a_cookie_of_an_address_stays_there() -> None:
    made = jar("a=1; Domain=0.0.1", "b=2", "c=3; Domain=127.0.0.1", url="http://127.0.0.1:8000/")
    assert made.header("http://127.0.0.1:9000/x", NOW) == "b=2; c=3"
    assert made.header("http://1.127.0.0.1/", NOW) is None


def test_a_single_name_may_set_cookies_for_itself() -> None:
    assert jar("a=1; Domain=api", url="http://api:80/").header("http://api/", NOW) == "a=1"
    assert jar("a=1; Domain=localhost", url="http://localhost/").header("http://localhost:81/", NOW) == "a=1"


def test_secure_cookies_need_a_secure_place() -> None:
    made = jar("a=1; Secure", "b=2")
    assert made.header("http://www.shop.example/a/b", NOW) == "b=2"
    assert made.header("https://www.shop.example/a/b", NOW) == "a=1; b=2"
    assert jar("a=1; Secure", url="http://127.0.0.1/").header("http://127.0.0.1/", NOW) == "a=1"


def test_a_renewed_age_counts_from_now() -> None:
    made = jar("a=1; Max-Age=10")
    made.store("https://www.shop.example/a/b", (Header("set-cookie", "a=2; Max-Age=10"),), NOW + 8)
    assert made.header("https://www.shop.example/a/b", NOW + 15) == "a=2"
    assert made.header("https://www.shop.example/a/b", NOW + 18) is None
    assert made.dump()["cookies"] == []


@pytest.mark.parametrize("gone", ["Max-Age=0", "Max-Age=-5", "Expires=Thu, 01 Jan 1970 00:00:00 GMT"])
def test_a_server_takes_a_cookie_back(gone: str) -> None:
    made = jar("a=1", f"a=; {gone}")
    assert made.header("https://www.shop.example/a/b", NOW) is None


def test_the_users_own_cookies_come_first() -> None:
    made = jar("a=1")
    sent = Request(id="r", method="GET", url="https://www.shop.example/a/x", headers=(Header("cookie", "own=1"),))
    assert made.attach(sent, NOW).headers == (Header("cookie", "own=1; a=1"),)
    assert made.attach(sent, NOW).header("Cookie") == "own=1; a=1"
    elsewhere = Request(id="r", method="GET", url="https://other.example/")
    assert made.attach(elsewhere, NOW) is elsewhere


def test_cookies_stand_before_the_length_of_no_body() -> None:
    written = (Header("Accept", "*/*"), Header("Content-Length", "0"))
    sent = Request(id="r", method="POST", url="https://www.shop.example/a/x", headers=written)
    assert [header.name for header in jar("a=1").attach(sent, NOW).headers] == ["Accept", "Cookie", "Content-Length"]


def test_a_cookie_that_a_script_made_up_splits_no_message() -> None:
    made = Jar()
    for value in ("x\r\nInjected: 1", "\u65e5", "fine"):
        cookie = {"key": value[:1], "value": value, "domain": "h.test", "path": "/", "hostOnly": True}
        made.call("putCookie", [cookie])
    assert made.header("http://h.test/", NOW) == "f=fine"


def test_the_store_that_scripts_have() -> None:
    made = jar("a=1; Path=/", "b=2; Path=/a; Domain=shop.example; HttpOnly; SameSite=Lax; Extra=x")
    host, creation = "www.shop.example", "2023-11-14T22:13:20.000Z"
    (a,) = (c for c in made.call("findCookies", [host, "/x", True]) if c["key"] == "a")
    assert a == {
        "key": "a",
        "value": "1",
        "domain": host,
        "path": "/",
        "hostOnly": True,
        "creation": creation,
        "lastAccessed": creation,
    }
    assert [c["key"] for c in made.call("findCookies", [host, None])] == ["a", "b"]
    assert [c["key"] for c in made.call("findCookies", [host, "/a/c"])] == ["a", "b"]
    assert made.call("findCookies", ["shop.example", "/a", True])[0]["extensions"] == ["Extra=x"]
    assert made.call("findCookie", [host, "/", "a"]) == a
    assert made.call("findCookie", [host, "/", "none"]) is None
    made.call("updateCookie", [a, {**a, "value": "9"}], NOW)
    assert made.header("http://www.shop.example/", NOW) == "a=9"
    made.call("removeCookie", [host, "/", "a"])
    made.call("removeCookies", ["shop.example", "/a"])
    assert made.call("getAllCookies", []) == []
    made.call("putCookie", [a])
    made.call("removeAllCookies", [])
    assert made.call("getAllCookies", []) == []


@pytest.mark.parametrize("method", ["constructor", "_put", "store", "", "__proto__"])
def test_scripts_get_no_other_method(method: str) -> None:
    with pytest.raises(ScriptRefused, match=r"CookieStore: invalid method name '"):
        Jar().call(method, [])


@pytest.mark.parametrize(
    "method", ["findCookie", "findCookies", "putCookie", "updateCookie", "removeCookie", "removeCookies"]
)
@pytest.mark.parametrize(
    "args", [[], [None], [5, {}, []], [{"key": 5, "domain": ["x"]}], [{}, {"domain": "d"}], ["a", "b"]]
)
def test_odd_arguments_do_no_harm(method: str, args: list[Any]) -> None:
    made = jar("a=1")
    made.call(method, args)
    assert made.header("https://www.shop.example/a/b", NOW) == "a=1"


def test_a_script_cannot_set_a_cookie_for_a_public_suffix() -> None:
    made = Jar()
    made.call("putCookie", [{"key": "a", "value": "1", "domain": "co.uk", "path": "/", "hostOnly": False}])
    assert made.header("http://shop.co.uk/", NOW) is None


def test_a_jar_in_a_file() -> None:
    made = jar("a=1; Max-Age=100", "b=2; Expires=Wed, 21 Oct 2065 07:28:00 GMT; Secure", "=naked")
    document = made.dump()
    assert {name: value for name, value in document.items() if name != "cookies"} == {
        "version": "tough-cookie@4.1.3-postman.1",
        "storeType": "MemoryCookieStore",
        "rejectPublicSuffixes": False,
        "enableLooseMode": True,
        "allowSpecialUseDomain": True,
        "prefixSecurity": "silent",
    }
    assert Jar.load(document, NOW).dump() == document
    assert Jar.load(document, NOW).header("https://www.shop.example/a/b", NOW + 101) == "b=2; naked"


@pytest.mark.parametrize("document", [None, [], {}, {"cookies": {}}, "x", 5])
def test_what_is_no_jar_is_an_error(document: Any) -> None:
    with pytest.raises(InputError, match="serialized jar has no cookies array"):
        Jar.load(document, NOW)


@pytest.mark.parametrize(
    "row",
    [
        None,
        5,
        "x",
        [],
        {},
        {"key": 1},
        {"domain": "d", "path": None, "expires": "never", "creation": 1e300, "maxAge": "Infinity", "extensions": "x"},
        {"domain": "d", "expires": {"a": 1}, "lastAccessed": True, "maxAge": float("nan"), "hostOnly": "yes"},
        {"domain": "d", "expires": 8e15, "hostOnly": True},
        {"domain": "d", "expires": -8e15, "hostOnly": True},
    ],
)
def test_odd_rows_in_a_file_do_no_harm(row: Any) -> None:
    made = Jar.load({"cookies": [row]}, NOW)
    made.dump()
    made.postman_json("http://d/", NOW)


def test_a_jar_has_bounds() -> None:
    made = Jar()
    url = "http://h.test/"
    made.store(url, tuple(Header("set-cookie", f"c{n}=1") for n in range(MOST_OF_A_DOMAIN + 50)), NOW)
    kept = [cookie["key"] for cookie in made.call("getAllCookies", [])]
    assert len(kept) == MOST_OF_A_DOMAIN
    assert kept[0] == "c50"
    for n in range(MOST + 10):
        made.store(f"http://h{n}.test/", (Header("set-cookie", "a=1"),), NOW)
    assert len(made.call("getAllCookies", [])) == MOST


def test_a_copy_goes_its_own_way() -> None:
    made = jar("a=1; Path=/")
    other = made.copy()
    other.store("https://www.shop.example/", (Header("set-cookie", "a=2; Path=/"),), NOW)
    assert made.header("https://www.shop.example/", NOW) == "a=1"
    assert other.header("https://www.shop.example/", NOW) == "a=2"


def test_as_pm_cookies_has_them() -> None:
    assert jar('a="é%20 "; Max-Age=60; Path=/; HttpOnly; X=y', "=n; Path=/").postman_json(
        "https://www.shop.example/", NOW
    ) == [
        {
            "name": "a",
            "expires": "2023-11-14T22:14:20.000Z",
            "maxAge": 60,
            "domain": "www.shop.example",
            "path": "/",
            "secure": False,
            "httpOnly": True,
            "hostOnly": True,
            "value": "%22%C3%A9%20%20%22",
            "extensions": ["X=y"],
        },
        {
            "expires": None,
            "maxAge": None,
            "domain": "www.shop.example",
            "path": "/",
            "secure": False,
            "httpOnly": False,
            "hostOnly": True,
            "value": "n",
        },
    ]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("Wed, 21 Oct 2015 07:28:00 GMT", "2015-10-21T07:28:00.000Z"),
        ("Wed, 21-Oct-15 07:28:00 GMT", "2015-10-21T07:28:00.000Z"),
        ("7:8:9 1 feb 70", "1970-02-01T07:08:09.000Z"),
        ("Feb 31 2050 10:00:00 trailing", "2050-03-03T10:00:00.000Z"),
        ("1 jan 1600 1:1:1", None),
        ("32 jan 2000 1:1:1", None),
        ("1 jan 2000 24:00:00", None),
        ("1 jan 2000", None),
        ("", None),
        ("x" * 100_000, None),
    ],
)
def test_dates(text: str, moment: str | None) -> None:
    assert parse_cookie_date(text) == (None if moment is None else parse_json_date(moment))
    if moment is not None:
        assert json_date(parse_cookie_date(text) or 0) == moment
