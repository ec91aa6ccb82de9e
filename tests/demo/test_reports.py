"""Reports go from queued over running to done by the clock; the export is sound CSV."""

import csv
import io
from typing import Any

from tests.demo.client import Client, login
from tests.demo.conftest import HeldClock
from tests.demo.making import create_product, place_order


def test_a_report_goes_its_way_and_never_back(held_url: str, clock: HeldClock) -> None:
    mona = login(held_url, "mona")
    path = mona.post("/v1/reports", {"kind": "sales"}).headers["location"]
    states = []
    for _ in range(5):
        report = mona.get(path).body
        result = mona.get(f"{path}/result")
        assert (result.status == 200) is (report["status"] == "done") is (report["result_url"] is not None)
        states.append(report["status"])
        clock.advance(milliseconds=100)
    assert states == ["queued", "running", "running", "done", "done"]


def test_a_report_is_of_the_time_when_it_was_ordered(held_url: str, clock: HeldClock) -> None:
    mona, alice = login(held_url, "mona"), login(held_url, "alice")
    before = _placed(mona, clock)
    place_order(alice, alice.get("/v1/products").body["items"][0]["id"])
    assert _placed(mona, clock) == before + 1


def _placed(client: Client, clock: HeldClock) -> int:
    path = client.post("/v1/reports", {"kind": "sales"}).headers["location"]
    clock.advance(seconds=1)
    result = client.get(f"{path}/result").body
    assert result["total_cents"] == sum(row["total_cents"] for row in result["rows"])
    return int(result["rows"][0]["count"])


def _rows(client: Client, **query: Any) -> list[dict[str, str]]:
    answer = client.get("/v1/exports/orders.csv", **query)
    assert answer.headers["content-disposition"] == 'attachment; filename="orders.csv"'
    return list(csv.DictReader(io.StringIO(answer.body.decode(), newline="")))


def test_the_export_holds_all_orders_of_the_tenant(people: dict[str, Client]) -> None:
    rows = _rows(people["mona"])
    assert len(rows) == people["mona"].get("/v1/orders").body["total"]
    assert [int(row["number"]) for row in rows] == sorted(int(row["number"]) for row in rows)
    assert {row["status"] for row in _rows(people["mona"], status="shipped")} == {"shipped"}


def test_the_export_survives_any_note_and_disarms_formulas(people: dict[str, Client]) -> None:
    product = create_product(people["ada"])
    notes = ['two\nlines, "quoted"', '=HYPERLINK("x")', "-1", "plain"]
    numbers = [str(place_order(people["alice"], product["id"], note=note)["number"]) for note in notes]
    rows = {row["number"]: row["note"] for row in _rows(people["mona"])}
    assert [rows[number] for number in numbers] == [notes[0], '\'=HYPERLINK("x")', "'-1", "plain"]


def test_the_export_is_streamed_whole(people: dict[str, Client]) -> None:
    product = create_product(people["ada"], stock=1000)
    for _ in range(210):
        place_order(people["alice"], product["id"], 1, note="n" * 400)
    answer = people["mona"].get("/v1/exports/orders.csv")
    assert answer.headers["transfer-encoding"] == "chunked"
    assert answer.body.count(b"\r\n") == 1 + people["mona"].get("/v1/orders").body["total"]
