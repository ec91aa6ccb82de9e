"""URLs with their outputs and uploads, --next, globs: which transfers a command asks for."""

from __future__ import annotations

import tracemalloc
from itertools import islice

import pytest

from assay.formats.curl.refusal import UrlError
from assay.model.errors import UsageError
from assay.model.transfer import Data, Form, Part, Upload

from .worlds import Memory, all_jobs, command, job, transfer


def urls(*argv: str, world: Memory | None = None) -> list[str]:
    return [made.transfer.url for made in all_jobs(*argv, world=world)]


def outputs(*argv: str) -> list[object]:
    return [made.output.get("output") for made in all_jobs(*argv)]


def test_urls_and_outputs_are_paired_in_their_order() -> None:
    assert outputs("-o", "a", "http://h/1", "http://h/2", "-o", "b", "http://h/3") == ["a", "b", None]
    assert outputs("http://h/1", "http://h/2", "-O", "-o", "b") == ["1", "b"]
    assert outputs("--remote-name-all", "http://h/1", "http://h/2", "-o", "x") == ["x", "2"]
    assert all_jobs("--out-null", "http://h/1")[0].output == {"out-null": True}


def test_more_outputs_than_urls_is_told() -> None:
    read = command("http://h/", "-o", "a", "-o", "b")
    assert len(list(read.jobs())) == 1
    assert read.warnings == ["there are more -o, -O or -T than URLs"]


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("http://h/a/b.txt?x=1/2#f", "b.txt"),
        ("http://h/a%20b", "a%20b"),
        ("http://h/a\\b", "b"),
        ("http://h/a/", "a"),
        ("h/x", "x"),
        ("http://h", "curl_response"),
        ("http://h/?x/y", "curl_response"),
    ],
)
def test_the_name_of_the_remote_file(url: str, name: str) -> None:
    assert all_jobs("-O", url)[0].output == {"remote-name": True, "output": name}


def test_next_begins_anew() -> None:
    first, second = all_jobs("-d", "a", "-L", "-f", "-H", "X: 1", "http://a/", "--next", "-I", "http://b/")
    assert (first.group, second.group) == (0, 1)
    assert first.transfer.content == Data(content=b"a")
    assert second.transfer.content is None
    assert second.transfer.head
    assert (second.transfer.headers, second.transfer.options, second.output) == ((), {}, {"include": True})
    assert command("http://a/", "-:", "http://b/").groups == 2


def test_a_broken_later_part_does_not_stop_the_one_before() -> None:
    made = command("http://a/", "--next", "-I", "-d", "x", "http://b/").jobs()
    assert next(made).transfer.url == "http://a/"
    with pytest.raises(UsageError, match="only one can be sent"):
        next(made)


def test_globs() -> None:
    assert urls("http://h/{a,b}/[1-3:2]") == ["http://h/a/1", "http://h/a/3", "http://h/b/1", "http://h/b/3"]
    assert urls("http://h/[008-010]") == ["http://h/008", "http://h/009", "http://h/010"]
    assert urls("http://h/[a-c]x") == ["http://h/ax", "http://h/bx", "http://h/cx"]
    assert urls("http://h/{a,}") == ["http://h/a", "http://h/"]
    assert urls("http://h/\\{a\\}[]") == ["http://h/{a}[]"]
    assert urls("http://h/{a\\,b,c}") == ["http://h/a,b", "http://h/c"]
    assert urls("-g", "http://h/{a,b}") == ["http://h/{a,b}"]
    assert urls("http://[::1]:80/[1-2]") == ["http://[::1]:80/1", "http://[::1]:80/2"]
    assert urls("http://[fe80::1%25eth0]/") == ["http://[fe80::1%25eth0]/"]


def test_globs_in_outputs() -> None:
    assert outputs("http://h/{a,b}/[1-2]", "-o", "#1_#2_#3_#x") == ["a_1_#3_#x", "a_2_#3_#x", "b_1_#3_#x", "b_2_#3_#x"]
    assert outputs("http://h/x", "-o", "#1") == ["#1"]


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("http://h/{a", "a closing brace is missing at position 12"),
        ("http://h/{}", "nothing between the braces"),
        ("http://h/{a{", "a brace or bracket within braces"),
        ("http://h/}", "an unmatched closing brace or bracket at position 10"),
        ("http://h/]", "an unmatched"),
        ("http://h/[", "no range between the brackets at position 11"),
        ("http://h/[x]", "a broken range"),
        ("http://h/[9-1]", "a broken range"),
        ("http://h/[1-9:0]", "a broken range"),
        ("http://h/[1-9:99]", "a broken range"),
        ("http://h/[z-a]", "a broken range"),
        ("http://h/[A-z]", "a broken range"),
        ("http://h/[1-99999999999999999999]", "a broken range"),
        ("http://h/" + "[1-9999999999]" * 4, "more URLs than can be counted"),
        ("http://h/" + "{a}" * 300, "too many globs"),
    ],
)
def test_a_broken_glob_is_told_with_its_position(url: str, sentence: str) -> None:
    with pytest.raises(UrlError) as caught:
        all_jobs(url)
    assert sentence in str(caught.value)
    assert "--globoff" in str(caught.value)


def test_a_long_range_is_not_held_in_memory() -> None:
    tracemalloc.start()
    made = list(islice(command("http://h/[1-100000000]/{a,b}").jobs(), 3))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert made[2].transfer.url == "http://h/2/a"
    assert peak < 1_000_000


def test_uploads() -> None:
    made = all_jobs("-T", "{a,b}", "http://h/[1-2]/", "-T", "-", "http://i/")
    assert [(one.transfer.url, one.transfer.content) for one in made] == [
        ("http://h/1/a", Upload(path="a")),
        ("http://h/2/a", Upload(path="a")),
        ("http://h/1/b", Upload(path="b")),
        ("http://h/2/b", Upload(path="b")),
        ("http://i/", Upload(path="-")),
    ]
    assert [one.transfer.content for one in all_jobs("-T", "", "-T", "x", "http://a/y", "http://b/y")] == [
        None,
        Upload(path="x"),
    ]


@pytest.mark.parametrize(
    ("url", "path", "expected"),
    [
        ("http://h", "d/a b.txt", "http://h/a%20b.txt"),
        ("h", "a", "http://h/a"),
        ("http://h/x", "a", "http://h/x"),
        ("http://h/x/", "C:\\d\\ü", "http://h/x/%c3%bc"),
        ("http://h?q=1", "a", "http://h/a?q=1"),
        ("http://h/x/?q=a/b", "a", "http://h/x/a?q=a/b"),
        ("http://h/#f", "a", "http://h/a#f"),
        ("http://h/x/", "dir/", "http://h/x/"),
    ],
)
def test_the_name_of_a_file_is_added_to_a_folder(url: str, path: str, expected: str) -> None:
    assert transfer("-T", path, "--url", url).url == expected if "://" in url else urls("-T", path, url) == [expected]


def test_urls_of_a_file_are_no_globs_and_kept_under_their_names() -> None:
    world = Memory({"list": b"# all\nhttp://h/{a}\n\n  \nhttp://h/b\r\n"})
    made = all_jobs("--url", "@list", world=world)
    assert [one.transfer.url for one in made] == ["http://h/{a}", "http://h/b"]
    assert [one.output["output"] for one in made] == ["{a}", "b"]


def test_options_of_the_answer_are_apart() -> None:
    words = ["-i", "-w", "%{http_code}", "-c", "jar", "-D", "-", "-R", "--create-dirs", "--output-dir", "d", "-J", "-O"]
    made = job(*words, "--retry", "2", "--retry-delay", "1", "--raw", "http://h/x")
    assert made.transfer.options == {}
    assert made.output["include"] is True
    assert made.output["retry-delay"] == 1.0
    assert job("-w", "@f", world=Memory({"f": b"a\r\nb\0"})).output == {"write-out": "ab"}


def test_an_etag_of_a_file_becomes_a_header() -> None:
    assert transfer("--etag-compare", "f", world=Memory({"f": b'"abc"\n'})).headers == ('If-None-Match: "abc"',)
    read = command("--etag-compare", "f", "http://h/")
    assert next(read.jobs()).transfer.headers == ('If-None-Match: ""',)
    assert "cannot be read" in read.warnings[0]


def test_forms_have_their_parts() -> None:
    made = transfer("-F", "a=1", "--form-string", "b=@x;y")
    assert made.content == Form(parts=(Part(name="a", content=b"1"), Part(name="b", content=b"@x;y")))
