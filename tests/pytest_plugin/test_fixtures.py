"""What tests may ask for: unique values, polling, clean-up, identities with their clients and the ledger."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

import pytest

from assay.interfaces.pytest_plugin.fixtures.cleanup import Cleanup, LeftBehind
from assay.interfaces.pytest_plugin.fixtures.eventually import Eventually, Never
from assay.interfaces.pytest_plugin.fixtures.ledger import made_by
from assay.interfaces.pytest_plugin.fixtures.unique import Unique
from tests.pytest_plugin.conftest import Suite
from tests.pytest_plugin.site import Site

pytest_plugins = ("pytester",)


class Clock:
    """Time that passes when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def polling() -> Eventually:
    clock = Clock()
    return Eventually(clock, clock.sleep)


def test_the_first_true_value_is_given() -> None:
    states = iter([None, "", 0, "done"])
    assert polling()(lambda: next(states)) == "done"


def test_what_was_seen_until_the_deadline_is_told() -> None:
    states = iter(["pending"] * 3 + ["running"] * 100)
    with pytest.raises(Never) as told:
        polling()(lambda: (state := next(states)) == "done" and state, within=3)
    text = str(told.value)
    assert text.startswith("not so within 3 seconds, after ")
    assert "0.00 s  False" in text


def test_a_failed_assertion_counts_as_not_yet_and_another_exception_does_not() -> None:
    tries = iter(range(10))

    def check() -> None:
        assert next(tries) == 4, "not the fourth"

    polling().passes(check)
    with pytest.raises(ZeroDivisionError):
        polling()(lambda: 1 / 0)
    with pytest.raises(Never, match=r"ZeroDivisionError: .*\(\d+ times\)"):
        polling()(lambda: 1 / 0, ignoring=(ZeroDivisionError,))


def test_steps_run_in_reverse_and_each_is_tried() -> None:
    done: list[str] = []
    cleanup = Cleanup()
    cleanup(done.append, "first made")
    cleanup(int, "no number")
    cleanup(done.append, "last made")
    with pytest.raises(LeftBehind, match=r"this was not cleaned up:\n  int\('no number'\): ValueError"):
        cleanup.run()
    assert done == ["last made", "first made"]


def test_values_of_one_run_are_different_and_tell_their_test() -> None:
    numbers = iter(range(1, 1000))
    one, other = (
        Unique("aaaa1111", "gw0", "test_create[order-1]", numbers),
        Unique("aaaa1111", "gw1", "test_x", numbers),
    )
    made = [
        value
        for unique in (one, other)
        for value in (unique.slug(), unique.text("Name"), unique.email(), unique.number())
    ]
    assert len(set(made)) == len(made)
    assert one.slug().startswith("test-create-order-1-aaaa1111-gw0-")
    assert 0 < one.number() < 2**53
    long = Unique("aaaa1111", "gw10", "test_" + "ü" * 10 + "x" * 300, numbers).slug()
    assert len(long) <= 60
    assert long.isascii()


def test_numbers_of_two_runs_do_not_meet() -> None:
    drawn = set()
    for run in range(200):
        unique = Unique(f"{run:08x}", "", "test", iter(range(1, 60)))
        drawn |= {unique.number() for _ in range(50)}
    assert len(drawn) == 200 * 50


@pytest.mark.parametrize(
    ("body", "location", "wanted"),
    [
        (b'{"id": 7}', "", "7"),
        (b'{"data": {"uuid": "u-1"}}', "", "u-1"),
        (b"", "http://x/orders/9?a=1", "9"),
        (b"[[[", "", ""),
        (b'{"id": {"a": 1}}', "/orders/5/", "5"),
    ],
)
def test_what_was_made_is_found_by_its_name(body: bytes, location: str, wanted: str) -> None:
    headers = (("LOCATION", location),) if location else ()
    made = made_by("alice", "POST", "http://x/orders?token=s", 201, headers, body, "t")
    assert made is not None
    assert (made.id, made.url, made.owner) == (wanted, "http://x/orders", "alice")
    assert made_by("alice", "GET", "http://x/orders", 201, headers, body, "t") is None


def test_fixtures_work_without_the_option(suite: Suite) -> None:
    result = suite("""
    import random
    MADE = []
    @pytest.mark.quick
    @pytest.mark.parametrize("number", range(3))
    def test_unique(unique, number):
        random.seed(1)
        MADE.extend((unique.text(), unique.email(), unique.number(), unique.slug()))
        assert len(set(MADE)) == len(MADE)
        assert "test-unique" in unique.slug()
    def test_eventually(eventually):
        import requests
        assert eventually(lambda: requests.get(URL + "/slow").json()["state"] == "done", within=5)
    def test_never(eventually):
        eventually(lambda: "", within=0.1)
    @pytest.mark.broad
    def test_cleanup(cleanup):
        import requests
        cleanup(requests.delete, URL + "/things/1")
        cleanup(requests.delete, URL + "/fail")
        assert False, "the test itself"
    """, "--strict-markers")  # fmt: skip
    result.assert_outcomes(passed=4, failed=2, errors=1)
    text = result.stdout.str()
    assert "not so within 0.1 seconds" in text
    assert "this was not cleaned up:" in text
    assert "/fail'): answered 422" in text


PROJECT = """
[project]
collection = "shop.json"
[environment.local]
url = "${SITE}"
[identity.alice]
role = "member"
token = "${ALICE_TOKEN}"
[identity.billing]
api_key = { name = "X-Api-Key", in = "header", value = "${BILLING_KEY}" }
[identity.root]
role = "admin"
login = { request = "Login", username = "root", password = "${ROOT_PASSWORD}", token = "/access_token" }
[identity.nobody]
"""
COLLECTION = """{"info": {"name": "shop", "schema": "https://schema.getpostman.com/json/collection/v2.1.0/collection.json"},
"item": [{"name": "Login", "request": {"method": "POST", "url": "{{base_url}}/login",
"body": {"mode": "raw", "raw": "{\\"u\\": \\"{{username}}\\", \\"p\\": \\"{{password}}\\"}"}}}]}"""


@pytest.fixture
def project(pytester: pytest.Pytester, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder with an assay.toml."""
    pytester.path.joinpath("assay.toml").write_text(PROJECT, encoding="utf-8")
    pytester.path.joinpath("shop.json").write_text(COLLECTION, encoding="utf-8")
    for name, value in {"SITE": site.url, "ALICE_TOKEN": "alices-own-token", "BILLING_KEY": "billings-own-key",
                        "ROOT_PASSWORD": "roots-own-password"}.items():  # fmt: skip
        monkeypatch.setenv(name, value)


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("client", ["requests", "httpx", "httpx2"])
def test_clients_send_in_the_name_of_an_identity(suite: Suite, site: Site, client: str) -> None:
    suite("""
    def test_clients(alice_client, billing_client, nobody_client, identities):
        assert set(identities) == {"alice", "billing", "root", "nobody"}
        for client in (alice_client, billing_client, nobody_client):
            assert client.get("/things?as=1").status_code == 200
    """, "--assay", f"--assay-client={client}").assert_outcomes(passed=1)  # fmt: skip
    sent = [{name.lower(): value for name, value in headers.items()} for _, _, headers, _ in site.seen]
    assert [one.get("authorization") for one in sent] == ["Bearer alices-own-token", None, None]
    assert [one.get("x-api-key") for one in sent] == [None, "billings-own-key", None]


@pytest.mark.usefixtures("project")
def test_the_ledger_knows_who_made_what(suite: Suite) -> None:
    suite("""
    def test_one(alice_client, billing_client, nobody_client):
        alice_client.post("/things", json={"id": "of-alice"})
        billing_client.post("/things", json={"id": "of-billing"})
        nobody_client.post("/things", json={"id": "of-nobody"})
    def test_two(identities):
        ledger = identities.ledger
        assert [one.id for one in ledger.of("alice")] == ["of-alice"]
        assert [one.id for one in ledger.by_others("alice")] == ["of-billing"]
        assert ledger.made[0].test == "test_suite.py::test_one"
        assert len(ledger.made) == 3
    """, "--assay").assert_outcomes(passed=2)  # fmt: skip


def left_over() -> list[Path]:
    """Folders of the runs, in the place for temporary files."""
    return [path for path in Path(tempfile.gettempdir()).glob("assay-*") if len(path.name) == 38]


@pytest.mark.usefixtures("project")
@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "two workers"])
def test_one_log_in_a_run(
    suite: Suite, site: Site, workers: tuple[str, ...], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    result = suite("""
    @pytest.mark.parametrize("number", range(6))
    def test_it(identities, number):
        import requests
        token = identities["root"].headers["Authorization"]
        assert token == "Bearer tok-9f8e7d6c5b4a-1"
        import os, stat, tempfile, glob
        for path in glob.glob(os.path.join(tempfile.gettempdir(), "assay-*", "*")):
            assert stat.S_IMODE(os.stat(path).st_mode) == 0o600
            assert stat.S_IMODE(os.stat(os.path.dirname(path)).st_mode) == 0o700
        sent = {"X-Copy": token, "X-Word": "roots-own-password"}
        assert requests.get(URL + "/things", headers=sent).status_code == number
    """, "--assay", *workers)  # fmt: skip
    result.assert_outcomes(failed=6)
    assert site.logins == 1
    assert "X-Copy: Bearer ***" in result.stdout.str()
    shown = result.stdout.str()
    assert [
        word for word in ("tok-9f8e7d6c5b4a", "alices-own") if word in shown.replace('"Bearer tok-9f8e7d6c5b4a-1"', "")
    ] == []
    assert left_over() == []


@pytest.mark.usefixtures("project")
def test_what_is_missing_is_one_sentence(suite: Suite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ALICE_TOKEN")
    text = suite("""
    def test_unset(alice_client):
        pass
    def test_unknown(identities):
        identities["alise"]
    """, "--assay").stdout.str()  # fmt: skip
    assert "needs the variable ALICE_TOKEN, which is not set" in text
    assert "Did you mean 'alice'?" in text


def test_settings_that_mean_nothing(suite: Suite) -> None:
    for options, wanted in (
        (("--assay-replay=nowhere",), "there is no such folder"),
        (("--assay-record=a", "--assay-replay=b"), "exclude each other"),
        (("--assay", "--assay-client=curl"), "no such library"),
        (("--assay", "--assay-contract=missing.yaml"), "missing.yaml"),
        (("--assay-record=a", "--assay-match=colour"), "no such part"),
    ):
        result = suite("def test_it(): pass", *options, apart=os.environ.get("APART") == "1")
        text = result.stdout.str() + result.stderr.str()
        assert result.ret == pytest.ExitCode.USAGE_ERROR, (options, text)
        assert wanted in text
        assert "Traceback" not in text
