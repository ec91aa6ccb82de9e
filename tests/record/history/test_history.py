"""Entries are found by number and by filter, and read back from the logs whatever has become of the index."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from assay.model.errors import AssayError, InputError, UsageError
from assay.model.exchange import Unanswered
from assay.model.explanation import Explanation
from assay.model.transfer import Transfer
from assay.record.history.history import History
from assay.record.history.wanted import Wanted
from tests.record.history.kept import BEGAN, events, exchange, keep, keep_events


def numbers(home: Path, **wanted: object) -> list[int]:
    with History(home) as history:
        return [row.n for row in history.rows(Wanted(**wanted))]  # type: ignore[arg-type]


def test_an_entry_comes_back_whole(tmp_path: Path) -> None:
    hop = exchange("http://shop.test/old", status=302, answered={"Location": "/new"}, answer=b"")
    last = exchange("http://shop.test/new", answer=b"\x00\xffbinary")
    told = Explanation(rule="moved", means="It moved.")
    keep(tmp_path, hop, last, code=22, error="said so", explanations=(told,), transfer=Transfer(url="shop.test/old"))
    with History(tmp_path) as history:
        entry = history.entry(1)
    assert entry.exchanges == (hop, last)
    assert entry.transfer == Transfer(url="shop.test/old")
    assert (entry.n, entry.at, entry.code, entry.error, entry.explanations) == (1, BEGAN, 22, "said so", (told,))
    assert (entry.method, entry.url) == ("GET", "http://shop.test/old")
    assert entry.response is not None
    assert entry.response.body == b"\x00\xffbinary"


def test_a_row_tells_what_was_asked_and_how_it_ended(tmp_path: Path) -> None:
    first = exchange("http://a@shop.test:81/old?q=1", status=302, method="POST", body=b"12345", seconds=0.1)
    last = exchange("http://shop.test/new", status=404, answer=b"xyz", seconds=0.25, identity="alice")
    log = keep(tmp_path, first, last)
    with History(tmp_path) as history:
        [row] = history.rows()
    assert (row.method, row.host, row.path) == ("POST", "shop.test:81", "/old")
    assert (row.status, row.code, row.received, row.sent) == (404, 0, 3, 0)
    assert row.seconds == pytest.approx(0.35)
    assert (row.identity, row.log, row.content_type) == ("alice", log.name, "application/json")


def test_numbers_follow_the_logs_and_are_never_given_twice(tmp_path: Path) -> None:
    logs = [keep(tmp_path, exchange(f"http://shop.test/{i}"), at=BEGAN + i) for i in range(3)]
    assert numbers(tmp_path) == [1, 2, 3]
    logs[2].unlink()
    keep(tmp_path, exchange("http://shop.test/later"), at=BEGAN + 9)
    with History(tmp_path) as history:
        assert [row.n for row in history.rows()] == [1, 2, 4]
        assert history.entry(-1).url.endswith("/later")
        with pytest.raises(InputError, match="no number 3: the history holds 1 to 4"):
            history.entry(3)
        with pytest.raises(InputError, match="fewer than 9"):
            history.entry(-9)


def test_a_transfer_that_nobody_answered_or_that_never_left(tmp_path: Path) -> None:
    keep(tmp_path, exchange(status=0), code=7)
    keep_events(tmp_path, events(transfer=Transfer(url="nowhere.test/x", head=True), code=6), at=BEGAN + 1)
    with History(tmp_path) as history:
        refused, unknown = history.rows(Wanted(statuses=("unanswered",)))
        assert isinstance(history.entry(1).exchanges[0].outcome, Unanswered)
    assert (refused.status, refused.code) == (0, 7)
    assert (unknown.method, unknown.host, unknown.path, unknown.code) == ("HEAD", "nowhere.test", "/x", 6)


def test_nothing_was_ever_kept(tmp_path: Path) -> None:
    with History(tmp_path / "none") as history:
        assert history.rows() == []
        assert history.latest(3) == ()
        with pytest.raises(InputError, match="the history is empty"):
            history.entry(1)
    assert not (tmp_path / "none").exists()


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("home")
    keep(home, exchange("http://shop.test/v1/orders/7", answer='{"note": "Grüße vom Café"}'.encode()))
    keep(
        home, exchange("http://shop.test:8000/v1/users?name=ann", method="POST", body=b"a=1", status=404), at=BEGAN + 1
    )
    keep(home, exchange("http://Pay.test/v1/orders/7/items", status=503, sent={"X-Run": "blue_moon"}), at=BEGAN + 2)
    keep(home, exchange("http://pay.test/health", status=0), code=28, error="Timeout was reached", at=BEGAN + 3)
    keep(home, exchange("http://shop.test/esc", answer=rb'{"a": "sm\u00f8rrebr\u00f8d"}'), at=BEGAN + 4)
    return home


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"statuses": ("404",)}, [2]),
        ({"statuses": ("4xx", "unanswered")}, [2, 4]),
        ({"statuses": ("50x",)}, [3]),
        ({"method": "post"}, [2]),
        ({"host": "shop.test"}, [1, 2, 5]),
        ({"host": "shop.test:8000"}, [2]),
        ({"host": "*.TEST"}, [1, 2, 3, 4, 5]),
        ({"path": "/v1/*"}, [1, 2, 3]),
        ({"path": "/v1/orders/?"}, [1]),
        ({"since": BEGAN + 1, "until": BEGAN + 3}, [2, 3]),
        ({"last": 2}, [4, 5]),
        ({"last": 1, "statuses": ("200",)}, [5]),
        ({"search": "grüße"}, [1]),
        ({"search": "cafe gru"}, [1]),
        ({"search": '"vom café"'}, [1]),
        ({"search": '"café vom"'}, []),
        ({"search": "blue_moon"}, [3]),
        ({"search": "smørrebrød"}, [5]),
        ({"search": "timeout"}, [4]),
        ({"search": "name ann"}, [2]),
        ({"search": "orders NOT items"}, []),
        ({"search": "a\0b' OR 1=1 --"}, []),
        ({"search": 'orders"'}, [1, 3]),
    ],
)
def test_filters(shop: Path, wanted: dict[str, object], found: list[int]) -> None:
    assert numbers(shop, **wanted) == found


@pytest.mark.parametrize("wanted", [{"statuses": ("4x4",)}, {"statuses": ("x",)}, {"search": "***"}, {"search": '"'}])
def test_a_filter_that_means_nothing_is_refused(shop: Path, wanted: dict[str, object]) -> None:
    with pytest.raises(UsageError):
        numbers(shop, **wanted)


def test_entries_latest_and_since(shop: Path) -> None:
    with History(shop) as history:
        assert [entry.n for entry in history.latest(2)] == [4, 5]
        assert [entry.n for entry in history.since(BEGAN + 3)] == [4, 5]
        assert [entry.url for entry in history.entries(Wanted(method="POST"))] == [
            "http://shop.test:8000/v1/users?name=ann"
        ]


def test_a_command_under_way_is_read_on_where_it_stood(tmp_path: Path) -> None:
    log = keep_events(tmp_path, [*events(exchange("http://shop.test/1")), *events(exchange("http://shop.test/2"))])
    whole = log.read_bytes()
    lines = whole.splitlines(keepends=True)
    for cut in (0, 5, len(lines[0]), len(whole) - len(lines[-1]) - 30):
        log.write_bytes(whole[:cut])
        assert numbers(tmp_path) == ([] if cut < 50 else [1, 2])
    log.write_bytes(whole[:-10])
    assert numbers(tmp_path) == [1, 2]
    log.write_bytes(whole)
    assert numbers(tmp_path) == [1, 2]
    keep(tmp_path, exchange("http://shop.test/3"), at=BEGAN + 1)
    assert numbers(tmp_path) == [1, 2, 3]


def test_transfers_side_by_side_are_each_given_their_own_exchanges(tmp_path: Path) -> None:
    one, two = events(exchange("http://shop.test/1")), events(exchange("http://shop.test/2"))
    mixed = [one[0], two[0], two[1], one[1], one[2], one[3], two[2], two[3]]
    log = keep_events(tmp_path, mixed)
    whole = log.read_bytes()
    lines = whole.splitlines(keepends=True)
    log.write_bytes(b"".join(lines[:8]))  # the second transfer is still under way
    assert numbers(tmp_path) == [1]
    log.write_bytes(whole)
    with History(tmp_path) as history:
        assert [[one.request.url for one in entry.exchanges] for entry in history.entries()] == [
            ["http://shop.test/1"],
            ["http://shop.test/2"],
        ]


def test_a_line_that_is_no_record_is_passed_over(tmp_path: Path) -> None:
    log = keep(tmp_path, exchange())
    lines = log.read_bytes().splitlines(keepends=True)
    log.write_bytes(lines[0] + b'{"at":1,"event":{"event":"of-a-newer-assay"}}\n\xff\n' + b"".join(lines[1:]))
    assert numbers(tmp_path) == [1]
    with History(tmp_path) as history:
        assert history.entry(1).response is not None


def test_what_is_no_log_is_left_out_and_told_once(tmp_path: Path) -> None:
    log = keep(tmp_path, exchange())
    log.with_name("0.jsonl").write_text("shopping list\n")
    log.with_name("1.jsonl").write_text('{"assay-log":99}\n')
    log.with_name("2.jsonl").mkdir()
    with History(tmp_path) as history:
        assert [row.n for row in history.rows()] == [1]
        assert [note.partition("jsonl")[2][:30] for note in history.notes][:2] == [
            " is left out: it is no log of ",
            " is left out: it was written b",
        ]
    with History(tmp_path) as history:
        assert not [note for note in history.notes if "left out" in note]


def spoil(path: Path) -> None:
    for suffix in ("-wal", "-shm"):
        Path(f"{path}{suffix}").unlink(missing_ok=True)
    path.write_bytes(b"not a database, " * 4096)


def tear(path: Path) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    data = bytearray(path.read_bytes())
    data[8192:] = os.urandom(len(data) - 8192)
    path.write_bytes(data)


def take(path: Path) -> None:
    path.unlink()
    connection = sqlite3.connect(path)
    connection.execute("CREATE TABLE entry (mine)")
    connection.commit()
    connection.close()


@pytest.mark.parametrize("harm", [spoil, tear, take])
def test_a_broken_or_foreign_index_is_made_anew(tmp_path: Path, harm: object) -> None:
    for number in range(20):
        keep(tmp_path, exchange(f"http://shop.test/{number}", answer=b"lorem ipsum " * 200), at=BEGAN + number)
    assert len(numbers(tmp_path)) == 20
    harm(tmp_path / "history.db")  # type: ignore[operator]
    with History(tmp_path) as history:
        assert [row.n for row in history.rows(Wanted(search="lorem"))] == list(range(1, 21))
        assert any("was made anew from the logs" in note for note in history.notes)
    with History(tmp_path) as history:
        assert len(history.rows()) == 20
        assert history.notes == []


def test_the_index_is_a_folder(tmp_path: Path) -> None:
    keep(tmp_path, exchange())
    (tmp_path / "history.db").mkdir()
    with pytest.raises(AssayError, match="a folder here"):
        History(tmp_path)


def test_no_file_of_ours_is_left_open(tmp_path: Path) -> None:
    keep(tmp_path, exchange())
    with History(tmp_path) as history:
        list(history.entries())
    assert sorted(path.name for path in tmp_path.iterdir()) == [".gitignore", "history.db", "key", "log"]


def test_processes_that_ask_at_once_agree(tmp_path: Path) -> None:
    for number in range(150):
        keep(tmp_path, exchange(f"http://shop.test/{number}"), at=BEGAN + number)
    program = (
        "import sys; from pathlib import Path; from assay.record.history.history import History\n"
        "with History(Path(sys.argv[1])) as history:\n"
        "    print([(row.n, row.path) for row in history.rows()], history.notes)"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    asked = [subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) for _ in range(4)]
    told = {process.communicate(timeout=60)[0] for process in asked}
    assert told == {f"{[(number + 1, f'/{number}') for number in range(150)]} []\n"}


def test_clear_forgets_everything_and_numbers_go_on(tmp_path: Path) -> None:
    for number in range(3):
        keep(tmp_path, exchange(answer=b"a needle in it"), at=BEGAN + number)
    with History(tmp_path) as history:
        assert history.clear() == 3
    assert list((tmp_path / "log" / "curl").iterdir()) == []
    assert b"needle" not in (tmp_path / "history.db").read_bytes()
    keep(tmp_path, exchange(), at=BEGAN + 9)
    assert numbers(tmp_path) == [4]
