"""Where answers go: files, names, folders, standard output, and what is said when that fails."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from assay.testing.servers.raw import RawServer

from .operating import Site, job, no, ok, run


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def names(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def test_bodies_go_to_standard_output_one_after_another():
    with RawServer(Site()) as server:
        outcome = run(job(f"{server.url}/a"), job(f"{server.url}/b"))
        assert server.connections == 1
    assert (outcome.code, outcome.out, outcome.err) == (0, b"this is athis is b", "")
    assert [one.code for one in outcome.carried] == [0, 0]


def test_a_terminal_gets_no_raw_body_but_who_asks_for_it_does():
    live: list[bytes] = []
    with RawServer(Site(a=[ok(b"\x1b[31mred")])) as server:
        quiet = run(job(f"{server.url}/a", {"show-headers": True, "dump-header": "-"}), terminal=True)
        run(job(f"{server.url}/a"), terminal=True, live=live.append)
    assert quiet.out == b""
    assert quiet.carried[0].last
    assert quiet.carried[0].last.response
    assert quiet.carried[0].last.response.body == b"\x1b[31mred"
    assert live == [b"\x1b[31mred"]


def test_a_file_is_made_also_for_nothing_and_not_for_a_failure(here: Path):
    with RawServer(Site(empty=[ok(b"")])) as server:
        run(job(f"{server.url}/a", {"output": "a"}), job(f"{server.url}/empty", {"output": "empty"}))
        run(job("http://127.0.0.1:1/", {"output": "never"}))
    assert names(here) == ["a", "empty"]
    assert (here / "a").read_bytes() == b"this is a"


def test_folders(here: Path):
    with RawServer(Site()) as server:
        run(job(f"{server.url}/a", {"output": "x/y/a", "create-dirs": True}))
        run(job(f"{server.url}/b", {"output": "b", "output-dir": "out", "create-dirs": True}))
        missing = run(job(f"{server.url}/c", {"output": "no/c"}))
    assert names(here) == ["out/b", "x/y/a"]
    assert missing.code == 23
    assert "no/c cannot be written" in missing.carried[0].error


@pytest.mark.parametrize(
    ("header", "file"),
    [
        ("attachment; filename=given.txt", "given.txt"),
        ('attachment; filename="gi ven.txt"; size=3', "gi ven.txt"),
        ("attachment; filename='quoted'", "quoted"),
        ("inline; filename='never closed", "never closed"),
        ('inline; filename="never; closed', "never; closed"),
        ("inline; FileName=up.txt", "up.txt"),
        ("attachment; filename=../../etc/passwd", "passwd"),
        ('attachment; filename="c:\\\\dir\\\\win.txt"', "win.txt"),
        ("attachment; filename=..", "url-name"),
        ("attachment; filename=", "url-name"),
        ("attachment", "url-name"),
    ],
)
def test_the_server_names_the_file_and_no_folder(here: Path, header: str, file: str):
    options = {"remote-name": True, "output": "url-name", "remote-header-name": True, "output-dir": "down"}
    (here / "down").mkdir()
    with RawServer(Site(a=[ok(b"x", f"Content-Disposition: {header}")])) as server:
        outcome = run(job(f"{server.url}/a", options))
    assert names(here) == [f"down/{file}"]
    assert outcome.carried[0].facts["filename_effective"] == f"down/{file}"


def test_a_name_of_the_servers_never_writes_over_a_file(here: Path):
    (here / "mine").write_text("mine")
    options = {"remote-name": True, "output": "url-name", "remote-header-name": True, "show-headers": True}
    with RawServer(Site(a=[ok(b"x", "Content-Disposition: attachment; filename=mine")])) as server:
        outcome = run(job(f"{server.url}/a", options))
    assert outcome.code == 23
    assert "mine exists already" in outcome.carried[0].error
    assert (here / "mine").read_text() == "mine"
    assert names(here) == ["mine"]


def test_no_clobber_counts_on(here: Path):
    (here / "a").write_text("old")
    (here / "a.1").write_text("older")
    with RawServer(Site()) as server:
        outcome = run(job(f"{server.url}/a", {"output": "a", "clobber": False}))
    assert (here / "a.2").read_bytes() == b"this is a"
    assert outcome.carried[0].facts["filename_effective"] == "a.2"


def test_skip_existing_sends_nothing(here: Path):
    (here / "a").write_text("old")
    site = Site()
    with RawServer(site) as server:
        outcome = run(job(f"{server.url}/a", {"output": "a", "skip-existing": True}))
    assert (outcome.code, site.seen, outcome.carried) == (0, [], [])
    assert "is there already" in outcome.err


def test_remove_on_error(here: Path):
    broken = b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf"
    with RawServer(lambda wire: (wire.read_request(), wire.send(broken))) as server:
        kept = run(job(server.url, {"output": "kept"}))
        run(job(server.url, {"output": "gone", "remove-on-error": True}))
    assert kept.code == 18
    assert names(here) == ["kept"]


def test_going_on_where_the_file_ends(here: Path):
    (here / "a").write_bytes(b"0123")
    rest = ("206 Partial Content", b"4567", ("Content-Range: bytes 4-7/8",))
    site = Site(a=[rest])
    with RawServer(site) as server:
        run(job(f"{server.url}/a", {"output": "a"}, options={"continue-at": "-"}))
        run(job(f"{server.url}/a", {"output": "new"}, options={"continue-at": "-"}))
    assert (here / "a").read_bytes() == b"01234567"
    assert b"Range: bytes=4-" in site.seen[0]
    assert b"Range" not in site.seen[1]


def test_headers_into_the_body_and_into_files(here: Path):
    with RawServer(Site()) as server:
        outcome = run(
            job(f"{server.url}/a", {"show-headers": True, "output": "a", "dump-header": "heads"}),
            job(f"{server.url}/b", {"dump-header": "heads"}),
            job(f"{server.url}/c", {"dump-header": "-"}, group=1),
            job(f"{server.url}/d", {"dump-header": "%"}, group=1),
        )
        run(job(f"{server.url}/e", {"dump-header": "heads"}))
    head = b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n"
    assert (here / "a").read_bytes() == head + b"this is a"
    assert outcome.out == b"this is b" + head + b"this is cthis is d"
    assert outcome.err == head.decode()
    assert (here / "heads").read_bytes() == head  # a command begins its own anew


def test_two_jobs_of_a_part_share_the_file_for_headers(here: Path):
    with RawServer(Site()) as server:
        run(*(job(f"{server.url}/{name}", {"dump-header": "heads"}) for name in "ab"))
    assert (here / "heads").read_bytes().count(b"HTTP/1.1 200 OK") == 2


def test_etags_are_saved(here: Path):
    (here / "etag").write_text("old and long")
    with RawServer(Site(a=[ok(b"x", 'ETag: "v1"')])) as server:
        run(job(f"{server.url}/a", {"etag-save": "etag"}))
        run(job(f"{server.url}/b", {"etag-save": "sub/none", "create-dirs": True}))
    assert (here / "etag").read_text() == '"v1"\n'
    assert (here / "sub/none").read_text() == ""


def test_a_remote_time(here: Path):
    with RawServer(Site(a=[ok(b"x", "Last-Modified: Tue, 01 Jan 2019 00:00:00 GMT")])) as server:
        run(job(f"{server.url}/a", {"output": "a", "remote-time": True}))
    assert (here / "a").stat().st_mtime == 1546300800


def test_an_unmet_condition_makes_no_file(here: Path):
    with RawServer(Site(a=[no("304 Not Modified", b"")])) as server:
        options = {"time-cond": "Tue, 01 Jan 2019 00:00:00 GMT"}
        outcome = run(job(f"{server.url}/a", {"output": "a"}, options=options))
    assert outcome.code == 0
    assert names(here) == []


def test_failing_without_and_with_the_body():
    with RawServer(Site(a=[no("404 Not Found", b"why")])) as server:
        plain, body, both = (
            run(job(f"{server.url}/a", options))
            for options in ({"fail": True}, {"fail-with-body": True}, {"write-out": "%{http_code}"})
        )
    assert (plain.code, plain.out) == (22, b"")
    assert (body.code, body.out) == (22, b"why")
    assert body.carried[0].error == "The requested URL returned error: 404"
    assert (both.code, both.out) == (0, b"why404")


def test_the_last_number_counts_and_fail_early_ends():
    with RawServer(Site(a=[no("404 Not Found")])) as server:
        jobs = [job(f"{server.url}/a", {"fail": True}), job(f"{server.url}/b")]
        late, early = run(*jobs), run(*jobs, settings={"fail-early": True})
    assert (late.code, len(late.carried)) == (0, 2)
    assert (early.code, len(early.carried)) == (22, 1)


def test_a_wrong_option_ends_all():
    outcome = run(job("http://127.0.0.1:1/", method="A\nB"), job("http://127.0.0.1:1/"))
    assert (outcome.code, len(outcome.carried)) == (2, 1)


class Left(io.BytesIO):
    """A reader that has gone."""

    def write(self, _data: object) -> int:
        raise BrokenPipeError


def test_a_reader_who_leaves_ends_it_quietly():
    with RawServer(Site()) as server:
        outcome = run(job(f"{server.url}/a"), job(f"{server.url}/b"), stdout=Left())
    assert (outcome.code, outcome.err) == (23, "")
    assert len(outcome.carried) == 1


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="no /dev/full")
def test_a_full_disk_is_a_sentence():
    with RawServer(Site()) as server, open("/dev/full", "wb", buffering=0) as full:
        by_name = run(job(f"{server.url}/a", {"output": "/dev/full"}))
        by_pipe = run(job(f"{server.url}/a"), stdout=full)  # type: ignore[arg-type]
    assert (by_name.code, by_pipe.code) == (23, 23)
    assert by_name.carried[0].error == "/dev/full cannot be written: the disk is full"
    assert by_pipe.carried[0].error == "standard output cannot be written: No space left on device"


def test_out_null():
    with RawServer(Site()) as server:
        outcome = run(job(f"{server.url}/a", {"out-null": True, "write-out": "%{size_download}"}))
    assert outcome.out == b"9"


def test_a_jar_on_standard_output():
    with RawServer(Site(a=[ok(b"x\n", "Set-Cookie: a=1; Path=/")])) as server:
        shown = run(job(f"{server.url}/a", {"cookie-jar": "-"}))
        lost = run(job(f"{server.url}/a", {"cookie-jar": "no/jar"}))
    assert shown.out.startswith(b"x\n# Netscape HTTP Cookie File\n")
    assert shown.out.endswith(b"\n\n127.0.0.1\tFALSE\t/\tFALSE\t0\ta\t1\n")
    assert "no/jar cannot be written" in lost.err


def test_consent_withheld_is_told_and_nothing_is_sent():
    site = Site()
    with RawServer(site) as server:
        outcome = run(job(f"{server.url}/a"), consent=lambda url: f"{url} is not allowed")
    assert site.seen == []
    assert outcome.carried[0].error == f"{server.url}/a is not allowed"
    assert outcome.code == 42
