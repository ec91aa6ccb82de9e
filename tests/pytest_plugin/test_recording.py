"""Recording and replay: readable files without secrets, and strict about what nobody recorded."""

from __future__ import annotations

import json
import os
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from assay.interfaces.pytest_plugin.capture.captured import Answer
from assay.interfaces.pytest_plugin.recording.entry import Asked, Entry, differing, nearest, same
from assay.interfaces.pytest_plugin.recording.file import place, read, text, write
from assay.interfaces.pytest_plugin.recording.hosts import is_loopback, is_third_party
from assay.model.errors import InputError
from tests.pytest_plugin.conftest import Suite
from tests.pytest_plugin.site import TOKEN, Site

pytest_plugins = ("pytester",)
HOSTS = "--assay-hosts=127.0.0.1"

SYNC = """
    import {0} as library
    def test_it():
        sent = library.post(URL + "/things?api_key=k3y-in-the-query",
                            json={{"name": "bolt", "password": "pa55-of-mine"}},
                            headers={{"Authorization": "Bearer bearer-of-mine"}})
        assert sent.status_code == 201
        assert sent.json()["name"] == "bolt"
        found = library.get(URL + "/things")
        assert [one["name"] for one in found.json()["items"]] == ["bolt", "nut"]
        assert found.headers["content-type"] == "application/json"
        assert library.get(URL + "/gzip").json() == {{"packed": "inside"}}
        assert library.post(URL + "/fail").cookies
"""
ASYNC = """
    import asyncio
    import {0} as library
    def test_it():
        async def run():
            async with library.{1}() as client:
                sent = await client.post(URL + "/things?api_key=k3y-in-the-query",
                                         json={{"name": "bolt", "password": "pa55-of-mine"}},
                                         headers={{"Authorization": "Bearer bearer-of-mine"}})
                assert {2}(await client.get(URL + "/redirect"{3})).{4} == 200
                return {2}sent.json()
        assert asyncio.run(run())["name"] == "bolt"
"""
CLIENTS = {
    "requests": SYNC.format("requests"),
    "httpx": SYNC.format("httpx"),
    "httpx2": SYNC.format("httpx2"),
    "niquests": SYNC.format("niquests"),
    "httpx async": ASYNC.format("httpx", "AsyncClient", "", ", follow_redirects=True", "status_code"),
    "httpx2 async": ASYNC.format("httpx2", "AsyncClient", "", ", follow_redirects=True", "status_code"),
    "niquests async": ASYNC.format("niquests", "AsyncSession", "", "", "status_code"),
    "aiohttp": ASYNC.format("aiohttp", "ClientSession", "", "", "status").replace("return sent", "return await sent"),
    "urllib3": """
    import urllib3
    def test_it():
        pool = urllib3.PoolManager()
        sent = pool.request("POST", URL + "/things?api_key=k3y-in-the-query",
                            json={"name": "bolt", "password": "pa55-of-mine"})
        assert sent.json()["name"] == "bolt"
        assert pool.request("GET", URL + "/redirect").json()["total"] == 2
        assert pool.request("GET", URL + "/gzip", preload_content=False).read() == b'{"packed": "inside"}'
    """,
}
INSTALLED = [name for name in CLIENTS if find_spec(name.partition(" ")[0]) is not None]


@pytest.mark.parametrize("client", INSTALLED)
def test_what_was_recorded_is_replayed_without_the_server(suite: Suite, site: Site, client: str) -> None:
    source = CLIENTS[client]
    recorded = suite(source, "--assay-record=kept", HOSTS)
    recorded.assert_outcomes(passed=1)
    assert "recordings written: 1" in recorded.stdout.str()
    kept = Path("kept/test_suite/test_it.yaml").read_text(encoding="utf-8")
    assert [word for word in ("k3y-in", "pa55-of", "bearer-of", TOKEN, "c00k1e") if word in kept] == []
    assert 'name: "bolt"' in kept
    seen = len(site.seen)
    suite(source, "--assay-replay=kept", HOSTS).assert_outcomes(passed=1)
    assert len(site.seen) == seen


def test_an_unmatched_request_fails_with_the_nearest(suite: Suite, site: Site) -> None:
    source = """
    import requests
    def test_it():
        requests.post(URL + "/things", json={"name": "bolt", "size": 4}, timeout=5)
    """
    suite(source, "--assay-record=kept", HOSTS).assert_outcomes(passed=1)
    seen = len(site.seen)
    result = suite(source.replace('"size": 4', '"size": 5'), "--assay-replay=kept", HOSTS)
    result.assert_outcomes(failed=1)
    told = result.stdout.str()
    assert "/things is not recorded in" in told
    assert "the nearest is POST http://127.0.0.1" in told
    assert "body /size: 5, recorded was 4" in told
    assert "Traceback" not in told
    assert len(site.seen) == seen


@pytest.mark.parametrize(
    "send",
    [
        "requests.get(URL + '/other')",
        "httpx.get(URL + '/other')",
        "asyncio.run(fetch())",
    ],
)
def test_code_that_swallows_exceptions_cannot_hide_it(suite: Suite, send: str) -> None:
    Path("kept").mkdir()
    result = suite(f"""
    import requests, httpx, aiohttp, asyncio
    async def fetch():
        async with aiohttp.ClientSession() as session:
            await session.get(URL + "/other")
    def test_it():
        try:
            {send}
        except BaseException:
            pass
    """, "--assay-replay=kept", HOSTS)  # fmt: skip
    result.assert_outcomes(failed=1)
    assert "nothing is recorded for this test" in result.stdout.str()


def test_once_more_than_recorded_and_what_was_not_asked_for(suite: Suite) -> None:
    source = """
    import requests
    def test_twice():
        requests.get(URL + "/things")
        requests.get(URL + "/things")
    def test_less():
        requests.get(URL + "/things?page=1")
        requests.get(URL + "/things?page=2")
    """
    suite(source, "--assay-record=kept", HOSTS).assert_outcomes(passed=2)
    more = source.replace('"/things")', '"/things", timeout=9)\n        requests.get(URL + "/things")', 1)
    result = suite(more.replace('        requests.get(URL + "/things?page=2")\n', ""), "--assay-replay=kept", HOSTS)
    result.assert_outcomes(passed=1, failed=1)
    told = result.stdout.str()
    assert "has been asked for more often than that" in told
    assert "recorded, and not asked for: test_suite.py::test_less" in told
    assert "/things?page=2" in told


def test_loopback_is_no_third_party_unless_it_is_named(suite: Suite, site: Site) -> None:
    source = """
    import requests
    def test_it():
        assert requests.get(URL + "/things").ok
    """
    suite(source, "--assay-record=kept").assert_outcomes(passed=1)
    assert not Path("kept").exists()
    Path("kept").mkdir()
    suite(source, "--assay-replay=kept").assert_outcomes(passed=1)
    assert len(site.seen) == 2


def test_a_test_that_fails_keeps_the_recording_that_was(suite: Suite) -> None:
    source = """
    import requests
    def test_it():
        assert requests.get(URL + "/things").ok
    """
    suite(source, "--assay-record=kept", HOSTS).assert_outcomes(passed=1)
    before = Path("kept/test_suite/test_it.yaml").read_text(encoding="utf-8")
    result = suite(source.replace(".ok", ".ok is None"), "--assay-record=kept", HOSTS)
    assert "not recorded, as it did not pass: test_suite.py::test_it" in result.stdout.str()
    assert Path("kept/test_suite/test_it.yaml").read_text(encoding="utf-8") == before


def test_what_counts_can_be_chosen(suite: Suite) -> None:
    source = """
    import requests
    def test_it():
        assert requests.post(URL + "/things?at=1", json={"name": "bolt"}).json()["name"] == "bolt"
    """
    suite(source, "--assay-record=kept", HOSTS).assert_outcomes(passed=1)
    other = source.replace("at=1", "at=2").replace('{"name": "bolt"})', '{"name": "nut"})')
    suite(other, "--assay-replay=kept", HOSTS).assert_outcomes(failed=1)
    suite(other, "--assay-replay=kept", HOSTS, "--assay-match=method,path").assert_outcomes(passed=1)


@pytest.mark.proof
def test_workers_record_and_replay(suite: Suite) -> None:
    source = """
    import requests
    @pytest.mark.parametrize("number", [1, 2, 3])
    def test_it(number):
        assert requests.get(URL + f"/things?number={number}").ok
    """
    suite(source, "--assay-record=kept", HOSTS, "-n", "2").assert_outcomes(passed=3)
    assert len(list(Path("kept/test_suite").iterdir())) == 3
    suite(source, "--assay-replay=kept", HOSTS).assert_outcomes(passed=3)


NAMES = st.text(max_size=8)
SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=12)
)
BODIES = st.one_of(
    st.binary(max_size=60),
    st.text(max_size=60).map(lambda one: one.encode("utf-8", "replace")),
    st.recursive(SCALARS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3)).map(
        lambda value: json.dumps({"value": value}, ensure_ascii=False).encode("utf-8", "surrogatepass")
    ),
)


@example(body=b'{"note": "a\\n\\u0085b\\u2028"}', sent=b"one\r\ntwo\r\n", reason="", url="\n\x85")
@settings(max_examples=150, deadline=None)
@given(body=BODIES, sent=BODIES, reason=st.text(max_size=20), url=st.text(max_size=30))
def test_what_is_written_is_read_again(
    tmp_path_factory: pytest.TempPathFactory, body: bytes, sent: bytes, reason: str, url: str
) -> None:
    path = tmp_path_factory.getbasetemp() / "one.yaml"
    asked = Asked(method="POST", url=url, headers=(("X-A", "1e3"), ("X-B", "no")), body=sent)
    entry = Entry(asked=asked, answer=Answer(200, reason, (("Content-Type", "0o17"),), body))
    write(path, "t::x", [entry])
    [found] = read(path)
    assert found.answer.status == 200
    assert found.answer.headers == entry.answer.headers
    assert found.asked.url == url
    assert not differing(found.asked, asked, ("method", "url", "body"))
    assert same(Asked(method="GET", url="", body=body), Asked(method="GET", url="", body=found.answer.body), ("body",))


@pytest.mark.parametrize(
    "content",
    [
        "",
        "exchanges: 7",
        "exchanges: [1]",
        "exchanges:\n- request: {}\n  answer: {}",
        "\x00\x01",
        "a: !!python/object:os.system x",
        "exchanges:\n- request: {method: GET, url: x}\n  answer: {status: high}",
        "exchanges:\n- request: {method: GET, url: x}\n  answer: {status: 200, base64: '%'}",
    ],
)
def test_a_broken_file_is_an_input_error(tmp_path: Path, content: str) -> None:
    path = tmp_path / "x.yaml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError):
        read(path)


@pytest.mark.parametrize(
    "test",
    [
        "tests/test_a.py::test_b",
        "../../etc/passwd.py::test",
        "test_a.py::test[../../x]",
        "a.py::t[" + "x" * 500 + "]",
        "a.py::t[ä/ö]",
        "::",
        "a.py",
    ],
)
def test_a_file_stays_in_its_folder(tmp_path: Path, test: str) -> None:
    path = place(tmp_path, test)
    assert path.resolve().is_relative_to(tmp_path.resolve())
    assert len(os.fsencode(path.name)) < 255


def test_two_tests_do_not_share_a_file(tmp_path: Path) -> None:
    names = [
        "a.py::t[a/b]",
        "a.py::t[a-b]",
        "a.py::t[a b]",
        "a.py::t[" + "x" * 200 + "1]",
        "a.py::t[" + "x" * 200 + "2]",
    ]
    assert len({place(tmp_path, name) for name in names}) == len(names)


def test_hosts() -> None:
    assert [is_loopback(host) for host in ("localhost:80", "127.9.9.9", "[::1]:80", "0.0.0.0", "a.localhost")] == [
        True
    ] * 5
    assert [is_loopback(host) for host in ("example.com", "10.0.0.1:80", "127.0.0.1.example", "")] == [False] * 4
    assert is_third_party("https://user:pw@pay.example/x", ("pay.example",))
    assert is_third_party("http://127.0.0.1:81/", ("127.0.0.1:81",))
    assert not is_third_party("http://127.0.0.1:82/", ("127.0.0.1:81",))
    assert not is_third_party("http://[broken/", ("a",))


def test_the_nearest_is_that_which_differs_least() -> None:
    recorded = (("GET", "http://a/orders"), ("POST", "http://a/orders/7"), ("DELETE", "http://a/orders/8"))
    entries = [Entry(asked=Asked(method=method, url=url), answer=Answer(200, "", (), b"")) for method, url in recorded]
    found = nearest(Asked(method="POST", url="http://a/orders/9"), entries, ("method", "url"))
    assert found is entries[1]
    assert nearest(Asked(method="GET", url=""), [], ("url",)) is None


def test_the_file_reads_well() -> None:
    entry = Entry(
        asked=Asked(
            method="POST",
            url="https://pay.example/charges",
            headers=(("Authorization", "Bearer ***"),),
            body=b'{"amount": 5}',
        ),
        answer=Answer(201, "Created", (("Content-Type", "text/plain"),), b"line one\nline two\n"),
    )
    assert (
        text("a.py::t", [entry])
        == """# What third parties answered to a.py::t; secrets stand as ***. Made by pytest --assay-record.
test: "a.py::t"
exchanges:
- request:
    method: "POST"
    url: "https://pay.example/charges"
    headers:
    - Authorization: "Bearer ***"
    json:
      amount: 5
  answer:
    status: 201
    reason: "Created"
    headers:
    - Content-Type: "text/plain"
    text: |
      line one
      line two
"""
    )
