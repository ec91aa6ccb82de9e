"""Bodies, headers, queries and what they take from files."""

from __future__ import annotations

import pytest

from assay.formats.curl.world import MOST
from assay.model.errors import AssayError, InputError
from assay.model.transfer import Data, Transfer

from .worlds import Memory, all_jobs, transfer

FILES = {"f": b"a b\r\nc\0d\n", "bin": b"\xff\0", "empty": b"", "-": b"in\n"}


def body(*argv: str) -> bytes:
    content = transfer(*argv, world=Memory(FILES)).content
    assert isinstance(content, Data)
    return content.content


@pytest.mark.parametrize(
    ("argv", "expected"),
    [
        (["-d", "a=1", "-d", "b"], b"a=1&b"),
        (["-d", "", "-d", "a"], b"a"),
        (["-d", "a", "-d", ""], b"a&"),
        (["-d", ""], b""),
        (["-d", "@f"], b"a bcd"),
        (["--data-ascii", "@-", "--data-ascii", "@-"], b"in&"),
        (["--data-binary", "@f"], FILES["f"]),
        (["--data-raw", "@f"], b"@f"),
        (["--data-binary", "@bin", "--data-binary", "@bin"], b"\xff\0&\xff\0"),
        (["--data-urlencode", "a b&ü"], b"a+b%26%C3%BC"),
        (["--data-urlencode", "=a=b"], b"a%3Db"),
        (["--data-urlencode", "n=a b~._-"], b"n=a+b~._-"),
        (["--data-urlencode", "@f"], b"a+b%0D%0Ac%00d%0A"),
        (["--data-urlencode", "n@f"], b"n=a+b%0D%0Ac%00d%0A"),
        (["--data-urlencode", "n@empty"], b""),
        (["--data-urlencode", "a=@f"], b"a=%40f"),
        (["--json", '{"a":', "--json", "1}"], b'{"a":1}'),
        (["--json", "@f"], FILES["f"]),
        (["-d", "a", "--json", "b"], b"ab"),
        (["--json", "a", "-d", "b"], b"a&b"),
        (["-d", "\udcff"], b"\xff"),
    ],
)
def test_a_body(argv: list[str], expected: bytes) -> None:
    assert body(*argv) == expected


def test_json_brings_its_headers_unless_they_are_there() -> None:
    assert transfer("--json", "{}").headers == ("Content-Type: application/json", "Accept: application/json")
    mine = ["-H", "content-type: x/y", "-H", "Accept;"]
    assert transfer("--json", "{}", *mine).headers == ("content-type: x/y", "Accept;")
    assert transfer("-H", "X: 1", "--json", "{}").headers[0] == "X: 1"


def test_headers() -> None:
    world = Memory({"h": b"# c\nX: 1\r\n\n \t\nY;\n  Z: 2\n"})
    assert transfer("-H", "A:", "-H", "@h", "-H", "B: b", world=world).headers == ("A:", "X: 1", "Y;", "  Z: 2", "B: b")
    assert transfer("--proxy-header", "@h", world=world).options == {"proxy-header": ("X: 1", "Y;", "  Z: 2")}


@pytest.mark.parametrize(
    ("argv", "url"),
    [
        (["-G", "-d", "a=1", "-d", "b=%C3", "http://h/x"], "http://h/x?a=1&b=%c3"),
        (["-G", "-d", "q", "HTTP://h/a/../b/./c?"], "http://h/b/c?q"),
        (["-G", "-d", "q", "h?y=%C3&"], "http://h/?y=%C3&q"),
        (["-G", "-d", "q", "h/x?y#frag"], "http://h/x?y&q#frag"),
        (["-G", "-d", "q", "127.1:80"], "http://127.0.0.1:80/?q"),
        (["-G", "-d", "q", "0x7f.1/x"], "http://127.0.0.1/x?q"),
        (["-G", "-d", "q", "1.2.3/x"], "http://1.2.0.3/x?q"),
        (["-G", "-d", "q", "http://h/%2e%2e/x/.."], "http://h/?q"),
        (["-G", "-d", "q", "http://h/a//b/../c"], "http://h/a//c?q"),
        (["-G", "-d", "q", "http:///h/x"], "http://h/x?q"),
        (["-G", "-d", "q", "http://u:p@h:0080/x"], "http://u:p@h:80/x?q"),
        (["-G", "-d", "q", "[::1]:80/x"], "http://[::1]:80/x?q"),
        (["-G", "-d", "q", "ftp.x.org"], "ftp://ftp.x.org/?q"),
        (["-G", "-d", "a b", "http://h"], "http://h/?a b"),
        (["-G", "-d", "", "http://h"], "http://h/"),
        (["-G", "http://h/../x"], "http://h/../x"),
        (["--url-query", "a=b c", "--url-query", "+d=e f", "http://h/"], "http://h/?a=b+c&d=e f"),
        (["--url-query", "n@f", "http://h/"], "http://h/?n=a+b%0d%0ac%00d%0a"),
        (["-G", "-d", "q", "--url-query", "x", "http://h/"], "http://h/?q"),
        (["-d", "q", "--url-query", "x", "http://h/"], "http://h/?x"),
    ],
)
def test_a_query(argv: list[str], url: str) -> None:
    (made,) = all_jobs(*argv, world=Memory(FILES))
    assert made.transfer.url == url


@pytest.mark.parametrize("url", ["http://h h/", "http://", "http://h:99999/", "http://h:x/", "/x", "http://h/\u0007"])
def test_a_url_that_no_query_can_be_added_to(url: str) -> None:
    with pytest.raises(AssayError):
        all_jobs("-G", "-d", "q", "--", url)


def test_get_with_data_is_no_post() -> None:
    made = transfer("-G", "-d", "a")
    assert made.content is None
    assert not made.head
    assert transfer("-I", "-G", "-d", "a").head


def test_cookies_and_other_lists_keep_their_order() -> None:
    made = transfer("-b", "a=1", "-b", "jar", "-b", "b=2", "--resolve", "h:80:1.1.1.1", "--resolve", "-h:80")
    assert made.options == {"cookie": ("a=1", "jar", "b=2"), "resolve": ("h:80:1.1.1.1", "-h:80")}


def test_a_file_without_end_is_refused() -> None:
    class Endless(Memory):
        def read(self, path: str, limit: int) -> bytes:
            return b"" if path.endswith("curlrc") else bytes(limit)

    with pytest.raises(InputError, match="the file /dev/zero holds more than 128 MB"):
        transfer("-d", "@/dev/zero", world=Endless())
    assert MOST == 128 * 1024 * 1024


def test_a_transfer_holds_only_what_was_given() -> None:
    assert transfer("http://h/") == Transfer(url="http://h/")
