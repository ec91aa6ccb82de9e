"""Each rule's finding becomes a test that lays the fault and asserts the law, laid out as ruff would."""
# ruff: noqa: E501 - messages and lines as they are written

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest

from assay.app.breaking.tests import FILE, write_tests
from assay.model.errors import UsageError
from assay.model.event import Cursor, Endured, Event, Exchanged, Found, ItemRef, Record, RunEnded, RunStarted, Surveyed
from assay.model.exchange import Exchange
from assay.model.finding import Finding
from assay.report.reproduced import module
from tests.report.probing.probes import BASE, BEGAN, HOSTILE, exchange, finding

MADE = exchange(1, "POST", "/customers", "alice", 201, {"id": "cus-70001"}, {"name": "qzabcd1"})
SENT = {"customer_id": "cus-70001", "items": [{"product_id": "prd-1", "quantity": 2}], "note": "qzabcd2"}
UNDER = exchange(2, "POST", "/orders", "alice", 500, {"error": "failed"}, SENT)
READ = exchange(3, "GET", "/orders", "alice", 200, {"items": []})
WAITS = exchange(4, "GET", "/health", "alice", 200, {"ok": True})
LOG = (MADE, UNDER, READ, WAITS)


def found(rule: str, message: str, **changes: object) -> Finding:
    given: dict[str, Any] = {
        "operation": "POST /orders", "where": "stock POST /reservations", "identity": "alice", "title": "Not so",
        "exchanges": ("abcdef-2",), "contract": None, **changes,
    }  # fmt: skip
    return finding(rule=rule, message=message, **given)


class Broken:
    """A breaking run."""

    def __init__(self, one: Finding, fault: str = "status-503", exchanges: tuple[Exchange, ...] = LOG) -> None:
        self.one = one
        self.fault = fault
        self.exchanges = exchanges

    def __call__(self) -> Iterator[Record]:
        for number, event in enumerate(self.events()):
            yield Record(at=BEGAN + number / 100, event=event)  # type: ignore[arg-type]

    def events(self) -> Iterator[Event]:
        options = {
            "identities": ["alice"], "dependencies": ["stock", "billing"], "time_budget": 4.0, "rules": {},
            "answers": {"POST /orders": [201, 400, 409, 500, 503]},
        }  # fmt: skip
        yield RunStarted(run="r", command="break", name="Shop", suite={}, environment={}, globals={}, iterations=1,
                         items=0, seed=0, version="0.1.0", target=BASE, options=options)  # fmt: skip
        item = ItemRef(id="c", name="c")
        for one in self.exchanges:
            yield Exchanged(cursor=Cursor(), item=item, source="probe", exchange=one)
        yield Endured(operation="POST /orders", dependency="stock", call="POST /reservations", fault=self.fault,
                      verdict="broken", rules=(self.one.rule,), exchange="abcdef-2")  # fmt: skip
        yield Found(item=item, finding=self.one)
        yield Surveyed()
        yield RunEnded(ending="finished", seconds=1.0)


def written(one: Finding, fault: str = "status-503", exchanges: tuple[Exchange, ...] = LOG) -> str:
    return "".join(module(Broken(one, fault, exchanges)))


def body(source: str) -> str:
    return source[source.rindex("\ndef test_") :]


RULES = [
    ("fault-crashes", "Expected 502, 503 or 504; it answered 500.", "assert response.status_code in (201, 409, 503), response.text"),
    ("fault-unanswered", "Expected an answer; none.", "assert response.status_code in (201, 409, 503), response.text"),
    ("fault-outlasts-budget", "Expected an answer within 4 s; it took 9 s.", "assert response.elapsed.total_seconds() <= BUDGET"),
    ("fault-leaked", "Expected nothing of the dependency; the answer tells its address.",
     'assert f"127.0.0.1:{stock.port}" not in response.text, response.text'),
    ("fault-leaked", "Expected nothing of the dependency; the answer repeats its words: upstream says qzw7k2d",
     'assert "upstream says qzw7k2d" not in response.text, response.text'),
    ("fault-leaked", 'Expected nothing of the inside of the server; the answer 500 tells a stack trace: Traceback (most.',
     'assert "Traceback" not in response.text, response.text'),
    ("corrupt-data-passed-on", "Expected nothing that makes no sense; -99999, planted at /left of what stock answered, is passed on.",
     "assert not response.is_success or -99999 not in leaves(response.json())"),
    ("success-without-dependency", "Expected a failure; it answered 500 as ever, though the only call failed.",
     "assert response.status_code != 500, response.text"),
    ("retry-storm", "Expected at most 5 calls; it made 26.", 'assert len(stock.called("POST", "/reservations")) - before <= 5'),
    ("side-effect-doubled", "Expected POST /charges to be done once; when the API tried again, it was done 2 times.",
     'assert done(stock, "POST", "/charges") - before <= 1'),
    ("half-done", "Expected nothing to have changed, since it failed (500); /items did.", "assert after.json() == before.json()"),
    ("no-recovery", "Expected success once the fault was over; 500.", "assert well_again(again)"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("rule", "message", "line"), RULES, ids=[f"{rule}-{number}" for number, (rule, _, _) in enumerate(RULES)]
)
def test_what_each_rule_asserts(rule: str, message: str, line: str, tmp_path: Path) -> None:
    source = written(found(rule, message))
    text = body(source)
    assert f"    {line}\n" in text
    assert 'stock = stub("stock")' in text
    assert '"status-503", on="POST /reservations"' in text
    assert 'customer_id = at(customer.json(), "/id")' in text
    assert_neat(source, tmp_path)


def assert_neat(source: str, folder: Path) -> None:
    (folder / "test_it.py").write_text(source, encoding="utf-8")
    for command in (("format", "--diff"), ("check",)):
        done = subprocess.run([sys.executable, "-m", "ruff", *command, "--isolated", "--no-cache", str(folder)],
                              capture_output=True, text=True, check=False)  # fmt: skip
        assert done.returncode == 0, done.stdout + done.stderr


def test_a_doubled_call_is_told_apart_by_its_key() -> None:
    message = (
        "Expected POST /charges to be done once; when the client sent the same request again, it was done 2 times."
    )
    text = body(written(found("side-effect-doubled", message)))
    assert text.index("        again()\n") < text.index("\n    again()\n") < text.index("    assert done(")


def test_a_crowd_waits_while_another_asks(tmp_path: Path) -> None:
    message = "Expected GET /health to answer within 1.5 s, as it does not use stock; while 20 requests waited."
    source = written(found("dependency-blocks-others", message, exchanges=("abcdef-4",)), "crowd")
    text = body(source)
    assert 'with stock.fails("timeout-before-answer", on="POST /reservations"), many(wait):' in text
    assert 'response = send("GET", "/health", who="alice")' in text
    assert "assert response.elapsed.total_seconds() <= 1.5" in text
    assert_neat(source, tmp_path)


@pytest.mark.parametrize(
    ("label", "laid"),
    [
        ("missing-field /level missing", 'stock.fails("missing-field", on="POST /reservations", pointer="/level")'),
        ("dribble", 'stock.fails("dribble", on="POST /reservations", seconds=2 * BUDGET, pieces=40)'),
        ("status-503,silent", 'stock.fails("silent", on="POST /reservations").fails('),
        ("status-503+reset-before-answer at billing POST /charges", 'billing.fails("reset-before-answer", on="POST /charges")'),
    ],
)  # fmt: skip
def test_how_a_fault_is_laid(label: str, laid: str, tmp_path: Path) -> None:
    source = written(found("fault-crashes", "Expected 502; it answered 500."), label)
    assert laid in source
    assert_neat(source, tmp_path)


def test_a_finding_that_no_test_can_show_is_left_out() -> None:
    assert "def test_" not in written(found("some-rule-of-tomorrow", "It is so."))
    assert "def test_" not in written(found("half-done", "It changed."), exchanges=(MADE, UNDER))
    assert "def test_" not in written(found("fault-crashes", "500."), exchanges=(MADE,))


def test_hostile_texts_stay_texts() -> None:
    one = found("fault-crashes", HOSTILE * 20, title=HOSTILE, where="stock POST /reservations")
    ast.parse(written(one))
    ast.parse(written(found("fault-leaked", f"the answer tells it: {HOSTILE}")))


def test_a_file_that_is_there_gets_what_is_new(tmp_path: Path) -> None:
    first = Broken(found("fault-crashes", "It answered 500."))
    assert write_tests(first, tmp_path) == (1, 0)
    kept = (tmp_path / FILE).read_text(encoding="utf-8").replace("Not so", "Mine")
    (tmp_path / FILE).write_text(kept, encoding="utf-8")
    assert write_tests(first, tmp_path) == (0, 0)
    second = Broken(found("no-recovery", "It goes on."))
    assert write_tests(second, tmp_path) == (1, 0)
    text = (tmp_path / FILE).read_text(encoding="utf-8")
    assert text.startswith(kept.rstrip("\n"))
    assert text.count("\ndef test_") == 2
    assert_neat(text, tmp_path)


def test_one_finding_by_its_fingerprint(tmp_path: Path) -> None:
    one = found("fault-crashes", "It answered 500.")
    assert write_tests(Broken(one), tmp_path, one.fingerprint[:8]) == (1, 0)
    with pytest.raises(UsageError, match="there is no finding"):
        write_tests(Broken(one), tmp_path, "ffffffff")


def test_nothing_of_the_run_stands_in_it() -> None:
    text = body(written(msgspec.structs.replace(found("fault-crashes", "It answered 500."))))
    assert "cus-70001" not in text
    assert "qzabcd" not in text
    assert "***" not in text
