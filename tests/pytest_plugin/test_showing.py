"""What is shown where, and what is not: terminal, JUnit, HTML, workers, reruns, mocks, limits."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.pytest_plugin.conftest import Suite
from tests.pytest_plugin.site import TOKEN, Site

pytest_plugins = ("pytester",)

FAILING = """
    import requests
    def test_it():
        answer = requests.post(URL + "/fail", json={"quantity": -1}, headers={"Authorization": "Bearer bearer-of-mine"})
        print("got", answer.json()["access_token"])
        assert answer.json() == {"title": "Invalid order", "detail": "fine", "access_token": "another-token"}
"""
PASSING = """
    import requests
    def test_it():
        assert requests.get(URL + "/things").ok
"""


def test_without_the_option_nothing_is_touched(suite: Suite) -> None:
    result = suite("""
    import sys, requests, httpx, urllib3, threading
    def test_it():
        assert not hasattr(requests.Session.send, "__wrapped__")
        assert not hasattr(httpx.Client._send_single_request, "__wrapped__")
        assert requests.post(URL + "/fail").status_code == 200
    """)
    result.assert_outcomes(failed=1)
    assert "HTTP exchanges" not in result.stdout.str()


def test_without_the_option_next_to_nothing_is_imported(suite: Suite) -> None:
    result = suite("""
    import sys
    def test_it():
        ours = sorted(name for name in sys.modules if name.startswith("assay"))
        assert ours == ["assay", "assay.interfaces", "assay.interfaces.pytest_plugin",
                        "assay.interfaces.pytest_plugin.entry", "assay.version"]
    """, apart=True)  # fmt: skip
    result.assert_outcomes(passed=1)


def test_no_client_is_imported_that_the_suite_does_not_use(suite: Suite) -> None:
    blocked = [
        option
        for name in ("pytest_httpx", "requests_mock", "respx", "html", "xdist")
        for option in ("-p", f"no:{name}")
    ]
    result = suite("""
    import sys
    CLIENTS = ("requests", "urllib3", "httpx", "httpx2", "aiohttp", "niquests", "werkzeug", "django")
    def test_it():
        assert [name for name in CLIENTS if name in sys.modules] == []
    def test_one_that_is_imported_inside():
        import httpx
        assert httpx.Client._send_single_request.__wrapped__
        assert httpx._client.__spec__.loader is httpx._client.__loader__
        assert type(httpx._client.__loader__).__module__.startswith("_frozen_importlib")
        assert httpx.get(URL + "/things").status_code == 500
    """, "--assay", *blocked, apart=True)  # fmt: skip
    result.assert_outcomes(passed=1, failed=1)
    assert "/things → 200 OK" in result.stdout.str()


def test_everything_is_put_back(suite: Suite) -> None:
    import httpx
    import requests
    import urllib3

    suite(PASSING, "--assay").assert_outcomes(passed=1)
    for method in (requests.Session.send, urllib3.HTTPConnectionPool.urlopen, urllib3.HTTPResponse.read):
        assert not hasattr(method, "__wrapped__")
    assert not hasattr(httpx.Client._send_single_request, "__wrapped__")
    assert not any(type(finder).__module__.startswith("assay") for finder in sys.meta_path)


def test_a_test_that_passes_shows_nothing(suite: Suite) -> None:
    result = suite(PASSING, "--assay", "--junitxml=j.xml", "-o", "junit_logging=all", "-rA")
    result.assert_outcomes(passed=1)
    assert "HTTP exchanges" not in result.stdout.str()
    assert "/things" not in Path("j.xml").read_text(encoding="utf-8")


def test_the_setting_in_the_ini_file(suite: Suite, pytester: pytest.Pytester) -> None:
    pytester.makeini("[pytest]\nassay = true\n")
    assert "HTTP exchanges" in suite(FAILING).stdout.str()


def test_a_difference_by_path(suite: Suite) -> None:
    text = suite(FAILING, "--assay").stdout.str()
    assert "JSON differs at 2 places" in text
    assert '/detail: "quantity must be positive" ≠ "fine"' in text
    assert '/access_token: "***" ≠ "***"' in text


def test_secrets_are_nowhere_in_any_report(suite: Suite) -> None:
    options = (
        "--assay",
        "--junitxml=j.xml",
        "-o",
        "junit_logging=all",
        "--html=r.html",
        "--self-contained-html",
        "-l",
        "-vv",
    )
    text = suite(FAILING, *options).stdout.str()
    for report in (text, Path("j.xml").read_text(encoding="utf-8"), Path("r.html").read_text(encoding="utf-8")):
        assert "Invalid order" in report
        assert "got ***" in report
        assert [secret for secret in (TOKEN, "bearer-of-mine") if secret in report] == []


def test_junit_and_html_hold_the_exchanges(suite: Suite) -> None:
    suite(FAILING, "--assay", "--junitxml=j.xml", "--html=r.html", "--self-contained-html")
    failure = ElementTree.parse("j.xml").find(".//failure")
    assert failure is not None
    assert "HTTP exchanges" in (failure.text or "")
    assert "$ curl" in (failure.text or "")
    assert "HTTP exchanges" in Path("r.html").read_text(encoding="utf-8")


def test_a_worker_of_xdist_shows_the_same(suite: Suite) -> None:
    text = suite(FAILING, "--assay", "-n", "2", "--junitxml=j.xml").stdout.str()
    assert "[1] POST" in text
    assert "/fail → 422" in text
    assert "JSON differs at 2 places" in text
    assert "HTTP exchanges" in Path("j.xml").read_text(encoding="utf-8")


RERUN = """
    import requests
    COUNT = []
    def test_it():
        COUNT.append(1)
        answer = requests.get(URL + f"/fail?attempt={len(COUNT)}")
        assert len(COUNT) == WANTED, f"attempt {len(COUNT)} is not enough"
"""


def test_every_attempt_of_a_test_that_passes_in_the_end(suite: Suite) -> None:
    result = suite(
        RERUN.replace("WANTED", "3"),
        "--assay",
        "--reruns=3",
        "--junitxml=j.xml",
        "--html=r.html",
        "--self-contained-html",
    )
    text = result.stdout.str()
    assert "passed on attempt 3: test_suite.py::test_it" in text
    assert "attempt 2: call: AssertionError: attempt 2 is not enough" in text
    tree = ElementTree.parse("j.xml")
    flaky = tree.findall(".//flakyFailure")
    assert [one.get("message", "")[:36] for one in flaky] == [
        f"AssertionError: attempt {n} is not enou"[:36] for n in (1, 2)
    ]
    assert "/fail?attempt=1 → 422" in (flaky[0].findtext("stackTrace") or "")
    assert "/fail?attempt=3" not in ElementTree.tostring(tree.getroot(), "unicode")
    assert "/fail?attempt=2" in Path("r.html").read_text(encoding="utf-8")


def test_every_attempt_of_a_test_that_fails_in_the_end(suite: Suite) -> None:
    result = suite(RERUN.replace("WANTED", "9"), "--assay", "--reruns=2", "--junitxml=j.xml")
    text = result.stdout.str()
    for attempt in (1, 2, 3):
        assert f"/fail?attempt={attempt} → 422" in text
    assert "attempt 1 failed in its call" in text
    assert len(ElementTree.parse("j.xml").findall(".//rerunFailure")) == 2


@pytest.mark.proof
def test_attempts_across_workers(suite: Suite) -> None:
    text = suite(RERUN.replace("WANTED", "2"), "--assay", "--reruns=2", "-n", "2", "--junitxml=j.xml").stdout.str()
    assert "passed on attempt 2" in text
    assert len(ElementTree.parse("j.xml").findall(".//flakyFailure")) == 1


def test_phases_and_fixtures(suite: Suite) -> None:
    text = suite("""
    import requests
    @pytest.fixture(scope="module")
    def token():
        return requests.post(URL + "/login", data={"password": "pa55-of-fixture"}).json()["access_token"]
    @pytest.fixture
    def thing(token):
        yield requests.post(URL + "/things", json={"name": "bolt"}, headers={"X-Note": token}).json()
        requests.delete(URL + "/things/t1")
    def test_one(thing):
        assert requests.get(URL + "/things").json() == []
    def test_two(thing):
        assert requests.get(URL + "/things").status_code == 201
    """, "--assay").stdout.str()  # fmt: skip
    assert "/login → 200 OK" in text
    assert "(setup, fixture token)" in text
    assert "(setup, fixture thing)" in text
    second = text.split("test_two", 2)[-1]
    assert TOKEN not in text
    assert "X-Note: ***" in second
    assert "DELETE" not in text


def test_a_failure_in_teardown_shows_its_own_exchanges(suite: Suite) -> None:
    text = suite("""
    import requests
    @pytest.fixture
    def thing():
        yield
        requests.delete(URL + "/fail").raise_for_status()
    def test_it(thing):
        requests.get(URL + "/things")
    """, "--assay").stdout.str()  # fmt: skip
    assert "DELETE" in text
    assert "(teardown)" in text


def test_a_long_body_is_cut_and_a_longer_one_never_shown(suite: Suite) -> None:
    text = suite("""
    import requests
    def test_it():
        lines = requests.post(URL + "/things", json={"list": list(range(5000))})
        big = requests.get(URL + "/big")
        huge = requests.get(URL + "/huge")
        assert huge.content[:2] == lines.status_code
    """, "--assay").stdout.str()  # fmt: skip
    assert "of application/json, not shown)" in text
    assert "xxxx" not in text
    assert "yyyy" not in text
    assert "the-very-end" not in text
    assert "in all)" in text
    assert len(text) < 30_000


def test_hundreds_of_exchanges_are_counted_and_the_last_shown(suite: Suite) -> None:
    text = suite("""
    import requests
    def test_it():
        with requests.Session() as session:
            for number in range(450):
                session.get(URL + f"/things?number={number}")
        assert False
    """, "--assay").stdout.str()  # fmt: skip
    assert "(450 exchanges; of all but the last 12 only the first line)" in text
    assert "[450] GET" in text
    assert len(text) < 40_000


def test_control_characters_of_a_server_do_not_reach_the_terminal(suite: Suite) -> None:
    text = suite("""
    import requests
    def test_it():
        requests.get(URL + "/escape").raise_for_status()
    """, "--assay").stdout.str()  # fmt: skip
    shown = text.split("HTTP exchanges")[1]
    assert "\x1b" not in shown
    assert "\u202e" not in shown
    assert "\x07" not in shown


@pytest.mark.parametrize("client", ["requests", "httpx"])
def test_a_stream_still_streams(suite: Suite, client: str) -> None:
    source = {
        "requests": """
        pieces = requests.get(URL + "/big", stream=True).iter_content(1000)
        first = [next(pieces), next(pieces)]
        raw = requests.get(URL + "/gzip", stream=True).raw.read()
        """,
        "httpx": """
        with httpx.stream("GET", URL + "/big") as answer:
            pieces = answer.iter_bytes(1000)
            first = [next(pieces), next(pieces)]
        with httpx.stream("GET", URL + "/gzip") as answer:
            raw = b"".join(answer.iter_raw())
        """,
    }[client]
    result = suite(f"""
    import gzip, {client}
    def test_it():{source}
        assert [len(piece) for piece in first] == [1000, 1000]
        assert gzip.decompress(raw) == b'{{"packed": "inside"}}'
        assert False, "seen"
    """, "--assay")  # fmt: skip
    text = result.stdout.str()
    assert "AssertionError: seen" in text
    assert '"packed": "inside"' in text.split("HTTP exchanges")[1]
    assert "cut after" in text or "in all)" in text or "not shown" in text or "xxxx" in text


MOCKED = {
    "responses": """
    import requests, responses
    @responses.activate
    def test_it():
        responses.add("GET", "http://elsewhere.test/a", json={"from": "a mock"})
        assert requests.get("http://elsewhere.test/a").json() == {}
    """,
    "requests-mock": """
    import requests
    def test_it(requests_mock):
        requests_mock.get("http://elsewhere.test/a", json={"from": "a mock"})
        assert requests.get("http://elsewhere.test/a").json() == {}
    """,
    "respx": """
    import httpx, respx
    @respx.mock
    def test_it():
        respx.get("http://elsewhere.test/a").mock(return_value=httpx.Response(200, json={"from": "a mock"}))
        assert httpx.get("http://elsewhere.test/a").json() == {}
    """,
    "pytest-httpx": """
    import httpx
    def test_it(httpx_mock):
        httpx_mock.add_response(url="http://elsewhere.test/a", json={"from": "a mock"})
        assert httpx.get("http://elsewhere.test/a").json() == {}
    """,
    "MockTransport": """
    import httpx
    def test_it():
        transport = httpx.MockTransport(lambda request: httpx.Response(200, json={"from": "a mock"}))
        client = httpx.Client(transport=transport)
        assert client.get("http://elsewhere.test/a").json() == {}
    """,
    "aioresponses": """
    import aiohttp, asyncio
    from aioresponses import aioresponses
    def test_it():
        async def run():
            with aioresponses() as mock:
                mock.get("http://elsewhere.test/a", payload={"from": "a mock"})
                async with aiohttp.ClientSession() as session:
                    return await (await session.get("http://elsewhere.test/a")).json()
        assert asyncio.run(run()) == {}
    """,
}
INSTALLED = [name for name in MOCKED if name != "aioresponses" or find_spec(name) is not None]
"""aioresponses does not know the newest aiohttp, so it is tried in an environment of its own."""


@pytest.mark.parametrize("library", INSTALLED)
def test_a_mock_is_seen_and_named(suite: Suite, library: str) -> None:
    text = suite(MOCKED[library], "--assay").stdout.str()
    assert "[1] GET http://elsewhere.test/a → 200" in text
    name = "a mock" if library == "respx" else library
    assert f"(call; mocked by {name})" in text
    assert '"from": "a mock"' in text.split("HTTP exchanges")[1]
    assert "[2]" not in text


def test_random_order_and_threads(suite: Suite) -> None:
    result = suite("""
    import requests, threading
    @pytest.mark.parametrize("number", range(6))
    def test_it(number):
        thread = threading.Thread(target=requests.get, args=(URL + f"/things?number={number}",))
        thread.start()
        thread.join()
        assert number % 2
    """, "--assay")  # fmt: skip
    result.assert_outcomes(passed=3, failed=3)
    for number in (0, 2, 4):
        assert f"/things?number={number} → 200" in result.stdout.str()
    assert "/things?number=1" not in result.stdout.str().split("short test summary")[0].replace("number = 1", "")


def test_the_start_of_pytest_costs_nothing_when_off() -> None:
    """Importing what pytest loads for us takes less than 5 ms on top of pytest."""
    code = (
        "import pytest, time; t = time.perf_counter(); import assay.interfaces.pytest_plugin.entry;"
        "print((time.perf_counter() - t) * 1000)"
    )
    took = [subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True) for _ in range(3)]
    assert min(float(one.stdout) for one in took) < 5


def test_failures_of_other_kinds(suite: Suite) -> None:
    text = suite("""
    import requests, unittest
    def test_fail():
        requests.get(URL + "/things?in=fail")
        pytest.fail("enough", pytrace=False)
    class TestCase(unittest.TestCase):
        def test_case(self):
            requests.get(URL + "/things?in=case")
            self.assertEqual(1, 2)
    @pytest.fixture
    def broken():
        requests.get(URL + "/things?in=fixture")
        raise LookupError
    def test_error(broken):
        pass
    @pytest.mark.xfail
    def test_expected():
        requests.get(URL + "/things?in=xfail")
        assert False
    def test_skipped():
        requests.get(URL + "/things?in=skip")
        pytest.skip("later")
    """, "--assay").stdout.str()  # fmt: skip
    for place in ("fail", "case", "fixture"):
        assert f"/things?in={place} → 200 OK" in text
    assert "in=xfail" not in text
    assert "in=skip" not in text


def test_with_a_seed_that_repeats(pytester: pytest.Pytester, site: Site) -> None:
    source = f"""
import requests
def test_it(unique):
    requests.post("{site.url}/things", json={{"name": unique.slug(), "number": unique.number()}})
"""
    pytester.makepyfile(source)
    for _ in range(2):
        options = ("--assay", "-p", "no:cacheprovider", "-p", "no:hypothesispytest", "--randomly-seed=7")
        pytester.runpytest_inprocess(*options).assert_outcomes(passed=1)
    assert len({body for _, _, _, body in site.seen}) == 2
