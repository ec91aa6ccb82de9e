"""Bodies of every kind, sent and received: forms, streams, files, and what nobody reads."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pytest_plugin.conftest import Suite
from tests.pytest_plugin.site import Site

pytest_plugins = ("pytester",)
HOSTS = "--assay-hosts=127.0.0.1"
FILES = 'files={"f": ("a.txt", b"hello file"), "g": ("b.txt", io.BytesIO(b"second file"))}'
FORMS = {
    "requests": f"""
        import requests
        return requests.put(URL + "/things", {FILES}, data={{"password": "pa55-of-mine"}}).status_code
""",
    "httpx": f"""
        import httpx
        return httpx.put(URL + "/things", {FILES}, data={{"password": "pa55-of-mine"}}).status_code
""",
    "aiohttp": """
        import aiohttp, asyncio
        async def run():
            form = aiohttp.FormData()
            form.add_field("f", b"hello file", filename="a.txt")
            form.add_field("g", io.BytesIO(b"second file"), filename="b.txt")
            form.add_field("password", "pa55-of-mine")
            async with aiohttp.ClientSession() as session, session.put(URL + "/things", data=form) as answer:
                return answer.status
        return asyncio.run(run())
""",
}


def form(client: str, status: int) -> str:
    """A suite that sends a form with two files and a password."""
    return f"""
    import io
    def send():{FORMS[client]}
    def test_it():
        assert send() == {status}
    """


@pytest.mark.parametrize("client", list(FORMS))
def test_a_form_is_shown_without_its_password(suite: Suite, client: str) -> None:
    result = suite(form(client, 418), "--assay")
    result.assert_outcomes(failed=1)
    text = result.stdout.str().split("HTTP exchanges")[1]
    assert "> hello file" in text
    assert "> second file" in text
    assert "pa55-of-mine" not in text


@pytest.mark.parametrize("client", list(FORMS))
def test_a_form_is_replayed_though_its_boundary_is_drawn_anew(suite: Suite, site: Site, client: str) -> None:
    suite(form(client, 200), "--assay-record=kept", HOSTS).assert_outcomes(passed=1)
    kept = Path("kept/test_suite/test_it.yaml").read_text(encoding="utf-8")
    assert "hello file" in kept
    assert "boundary=boundary" in kept
    assert "pa55-of-mine" not in kept
    seen = len(site.seen)
    suite(form(client, 200), "--assay-replay=kept", HOSTS).assert_outcomes(passed=1)
    assert len(site.seen) == seen
    other = form(client, 200).replace("second file", "third file")
    suite(other, "--assay-replay=kept", HOSTS).assert_outcomes(failed=1)


def test_a_stream_that_is_closed_since_is_shown_as_it_was_sent(suite: Suite) -> None:
    text = suite("""
    import io, requests
    def test_it():
        with io.BytesIO(b'{"note": "kept"}') as body:
            requests.post(URL + "/things", data=body)
        raise LookupError
    """, "--assay").stdout.str()  # fmt: skip
    assert '>   "note": "kept"' in text


def test_a_generator_is_sent_as_ever(suite: Suite, site: Site) -> None:
    result = suite("""
    import requests, httpx
    def pieces():
        yield b'{"a"'
        yield b': 1}'
    def test_it():
        assert requests.post(URL + "/things", data=pieces()).status_code == 201
        assert httpx.post(URL + "/things", content=pieces()).status_code == 201
        assert False, "seen"
    """, "--assay")  # fmt: skip
    assert "AssertionError: seen" in result.stdout.str()
    assert [headers.get("Transfer-Encoding", "").lower() for _, _, headers, _ in site.seen] == ["chunked"] * 2


UNREAD = """
    import aiohttp, asyncio
    def test_it():
        async def run():
            async with aiohttp.ClientSession() as session, session.get(URL + "/things") as answer:
                return answer.status
        assert asyncio.run(run()) == WANTED
"""


def test_a_body_that_nobody_read_is_not_judged(suite: Suite) -> None:
    text = suite(UNREAD.replace("WANTED", "418"), "--assay").stdout.str()
    assert "(the test has not read the body)" in text
    assert "labelled JSON" not in text


def test_an_answer_of_which_only_the_status_was_read_is_replayed(suite: Suite, site: Site) -> None:
    source = UNREAD.replace("WANTED", "200")
    suite(source, "--assay-record=kept", HOSTS).assert_outcomes(passed=1)
    seen = len(site.seen)
    suite(source, "--assay-replay=kept", HOSTS).assert_outcomes(passed=1)
    assert len(site.seen) == seen


@pytest.mark.parametrize("client", ["requests", "httpx"])
def test_an_empty_body_is_no_unread_one(suite: Suite, client: str) -> None:
    text = suite(f"""
    import {client}
    def test_it():
        assert {client}.get(URL + "/empty").status_code == 418
    """, "--assay").stdout.str()  # fmt: skip
    assert "/empty → 204" in text
    assert "has not read the body" not in text


def test_what_never_left_is_told_with_its_whole_address(suite: Suite) -> None:
    text = suite("""
    import aiohttp, asyncio
    def test_it():
        async def run():
            async with aiohttp.ClientSession("http://127.0.0.1:1") as session:
                await session.post("/orders", params={"page": 2}, json={"note": "kept"})
        asyncio.run(run())
    """, "--assay").stdout.str()  # fmt: skip
    assert "[1] POST http://127.0.0.1:1/orders?page=2 → no answer" in text
    assert '>   "note": "kept"' in text
    assert "sent without Content-Type" not in text


def test_what_a_library_says_of_a_wrong_call_is_left_to_it(suite: Suite) -> None:
    suite("""
    import requests, responses
    @responses.activate
    def test_it():
        with pytest.raises(ValueError, match="You can only send PreparedRequests"):
            requests.Session().send(requests.Request("GET", URL))
    """, "--assay").assert_outcomes(passed=1)  # fmt: skip


@pytest.mark.parametrize("options", [(), ("--assay",)], ids=["without", "with"])
def test_what_a_stream_raises_when_it_is_closed_reaches_the_test(suite: Suite, options: tuple[str, ...]) -> None:
    suite("""
    import httpx2
    class Body(httpx2.SyncByteStream):
        def __iter__(self):
            yield b"first"
            yield b"second"
        def close(self):
            raise LookupError("while closing")
    class Transport(httpx2.BaseTransport):
        def handle_request(self, request):
            return httpx2.Response(200, stream=Body())
    def test_it():
        client = httpx2.Client(transport=Transport())
        answer = client.send(client.build_request("GET", "http://x/"), stream=True)
        pieces = answer.iter_raw()
        assert next(pieces) == b"first"
        with pytest.raises(LookupError, match="while closing"):
            pieces.close()
    """, *options).assert_outcomes(passed=1)  # fmt: skip
