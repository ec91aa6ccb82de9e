"""Words of a command line: clusters of letters, attached values, --no-, abbreviations, what is refused."""

from __future__ import annotations

import pytest

from assay.formats.curl import number
from assay.model.errors import AssayError, UsageError
from assay.model.transfer import Data

from .worlds import Memory, all_jobs, command, job, transfer


def refused(*argv: str, world: Memory | None = None) -> str:
    with pytest.raises(AssayError) as caught:
        all_jobs(*argv, world=world)
    assert "\n\n" not in str(caught.value)
    return str(caught.value)


def test_letters_together_with_a_value_behind_them() -> None:
    made = job("-sSLo", "file", "-XPOST", "-d@-", world=Memory({"-": b"body"}))
    assert made.transfer.method == "POST"
    assert made.transfer.content == Data(content=b"body")
    assert made.output == {"output": "file"}
    assert made.transfer.options == {"location": True}
    assert command("-sS", "http://h/").settings == {"silent": True, "show-error": True}


def test_a_letter_that_switches_off_and_flags_reversed() -> None:
    assert job("-N", "--no-keepalive").output == {"buffer": False}
    assert transfer("-N", "--no-keepalive", "--no-compressed").options == {"keepalive": False, "compressed": False}
    assert "cannot be reversed" in refused("--no-data", "x", "http://h/")
    assert "cannot be reversed" in refused("--no-http2", "http://h/")


def test_a_value_behind_an_equals_sign() -> None:
    assert transfer("--max-time=5", "--user-agent=a=b").options == {"max-time": 5.0, "user-agent": "a=b"}


def test_dashes_end_the_options() -> None:
    assert [made.transfer.url for made in all_jobs("--", "-x", "--data")] == ["-x", "--data"]


def test_an_abbreviation_is_taken_with_a_warning() -> None:
    read = command("--insec", "--max-t", "3", "http://h/")
    assert next(read.jobs()).transfer.options == {"insecure": True, "max-time": 3.0}
    assert "--insecure" in read.warnings[0]
    assert "may be any of --retry-all-errors, --retry-connrefused" in refused("--retry-", "http://h/")


@pytest.mark.parametrize(
    ("argv", "sentence"),
    [
        (["--locaton", "http://h/"], "no option --locaton\nDid you mean --location"),
        (["-sé", "http://h/"], "no option -é"),
        (["-", "http://h/"], "a dash alone"),
        (["http://h/", "-d"], "--data: a value must follow"),
        (["--max-time", "soon", "http://h/"], "--max-time: a number of seconds"),
        (["--max-time", "-1", "http://h/"], "--max-time: a number of seconds"),
        (["--retry", "1.5", "http://h/"], "--retry: a whole number"),
        (["--retry", "-1", "http://h/"], "at least 0"),
        (["--max-redirs", "-2", "http://h/"], "at least -1"),
        (["--retry", "9" * 5000, "http://h/"], "--retry: a whole number"),
        (["--limit-rate", "10x", "http://h/"], "a number of bytes"),
        (["--limit-rate", "9999999999999G", "http://h/"], "too large"),
        (["--retry-delay", "9223372036854776", "http://h/"], "too large"),
        (["--create-file-mode", "888", "http://h/"], "octal"),
        (["--local-port", "20-10", "http://h/"], "first-last"),
        (["--rate", "0/s", "http://h/"], "2/s"),
        (["--tls-max", "2", "http://h/"], "'2' is none"),
        (["--tlsv1.3", "--tls-max", "1.2", "http://h/"], "more than --tls-max 1.2 allows"),
        (["--proto-default", "gibberish", "http://h/"], "no protocol"),
        (["-I", "-d", "a", "http://h/"], "a POST of data (-d, --data) and a HEAD (-I, --head)"),
        (["-I", "-F", "a=b", "http://h/"], "a form (-F, --form) and a HEAD"),
        (["-F", "a=b", "-d", "a", "http://h/"], "only one can be sent"),
        (["-T", "f", "-d", "a", "http://h/"], "an upload (-T, --upload-file) and a POST"),
        (["-r", "0-1", "-C", "-", "http://h/"], "--continue-at: it cannot be combined with --range"),
        (["-C", "5", "--no-clobber", "http://h/"], "--no-clobber cannot be combined"),
        (["-C", "-", "-OJ", "http://h/x"], "--remote-header-name cannot be combined"),
        (["--etag-save", "e", "http://h/1", "http://h/2"], "for one URL"),
        (["--next", "http://h/"], "no URL"),
        (["http://h/", "--next"], "no URL is given"),
        ([""], "a URL is empty"),
        ([], "no URL is given"),
        (["-K", ""], "'' cannot be read"),
        (["-o", "", "http://h/"], "value is empty"),
        (["-X", "A B", "http://h/"], "no blanks"),
        (["-d", "@nosuch", "http://h/"], "--data: the file nosuch cannot be read: no such file"),
        (["a\0b"], "NUL"),
        (["a\ud800b"], "half a character"),
    ],
)
def test_what_is_refused_is_told_in_a_sentence(argv: list[str], sentence: str) -> None:
    assert sentence in refused(*argv)


@pytest.mark.parametrize(
    ("argv", "expected"),
    [
        (["--nonsense"], 2),
        (["-d", "@nosuch", "http://h/"], 26),
        (["-K", "nosuch"], 26),
        (["http://h/{a"], 3),
        ([""], 3),
        (["-G", "-d", "a", "http://h h/"], 3),
        (["--proto-default", "x"], 1),
        (["-o", "#1", "http://h/{,a}"], 23),
    ],
)
def test_curls_own_number(argv: list[str], expected: int) -> None:
    with pytest.raises(AssayError) as caught:
        all_jobs(*argv)
    assert number(caught.value) == expected


def test_one_way_to_tell_of_the_work() -> None:
    assert command("--trace-ascii", "t", "-v").settings == {"verbose": 1}
    assert command("--trace-ascii", "t", "-v").warnings == ["--verbose: overrides --trace-ascii"]
    assert command("-v", "--trace", "t", "--trace-ascii", "u").settings == {"trace-ascii": "u"}
    assert command("--trace", "t", "--no-verbose").settings == {"verbose": 0}


def test_what_takes_turns() -> None:
    read = command("--http2", "--http1.1", "--socks5", "a", "-x", "b", "-4", "-6", "--tlsv1.2", "--tlsv1", "http://h/")
    options = next(read.jobs()).transfer.options
    assert options == {"http1.1": True, "proxy": "b", "ipv6": True, "tlsv1": True}
    assert read.warnings == ["--http1.1: overrides --http2"]
    assert job("-f", "--fail-with-body").output == {"fail-with-body": True}
    assert transfer("-L", "--follow").options == {"follow": True}
    assert transfer("--basic", "--anyauth").options == {"anyauth": True}


def test_numbers() -> None:
    options = transfer(
        "--limit-rate", "2k", "-m", "1.5", "--connect-timeout", ".25", "-Y", "100", "--ip-tos", "EF"
    ).options
    assert options == {
        "limit-rate": 2048,
        "max-time": 1.5,
        "connect-timeout": 0.25,
        "speed-limit": 100,
        "speed-time": 30,
        "ip-tos": 0xB8,
    }
    assert command("--rate", "2/s", "--parallel-max", "0", "http://h/").settings == {"rate": 0.5, "parallel-max": 50}
    assert command("-vv", "http://h/").settings == {"verbose": 2}
    assert command("-v", "-v", "http://h/").settings == {"verbose": 1}


def test_protocols() -> None:
    assert transfer("--proto", "=https").options == {"proto": "=https"}
    assert transfer("--proto", "-http").options == {"proto": "=https"}
    assert transfer("--proto", "-all").options == {"proto": "-all"}
    assert transfer("--proto-redir", "ftp").options == {"proto-redir": "=http,https"}
    assert command("--proto", "+gibberish", "http://h/").warnings == ["--proto: there is no protocol 'gibberish'"]


def test_passwords_are_asked_for_once_the_whole_line_is_read() -> None:
    world = Memory(answers={"Enter host password for user 'me':": "secret", "Enter proxy password for user 'p':": "q"})
    assert transfer("-u", "me", "-U", "p", world=world).options == {"user": "me:secret", "proxy-user": "p:q"}
    assert transfer("-u", "me", "--oauth2-bearer", "t").options == {"user": "me", "oauth2-bearer": "t"}
    assert transfer("-u", ";auth=x").options == {"user": ";auth=x"}
    second = Memory(answers={"Enter host password for user 'me' on URL #2:": "two"})
    assert all_jobs("http://a/", "-:", "-u", "me", "http://b/", world=second)[1].transfer.options == {"user": "me:two"}
    with pytest.raises(UsageError, match="password"):
        command("-u", "me", "http://h/")


def test_certificates() -> None:
    assert transfer("-E", "c:\\x:pw:1").options == {"cert": "c", "pass": "\\x:pw:1"}
    assert transfer("-E", "a\\:b:pw").options == {"cert": "a:b", "pass": "pw"}
    assert transfer("--proxy-cert", "pkcs11:a:b").options == {"proxy-cert": "pkcs11:a:b"}


def test_what_has_no_meaning_for_http_is_accepted() -> None:
    assert transfer("-a", "--ftp-pasv", "-Q", "x", "--mail-from", "m", "--ssl").options == {}
    read = command("-2", "--metalink", "--krb", "x", "http://h/")
    assert [what.partition(":")[0] for what in read.warnings] == ["--sslv2", "--metalink", "--krb"]
    assert next(read.jobs()).transfer.options == {}


@pytest.mark.parametrize(
    ("argv", "shown"),
    [
        (["-V"], "version"),
        (["-h"], "help"),
        (["--help", "all"], "help"),
        (["-M"], "manual"),
        (["--engine", "list"], "engines"),
    ],
)
def test_what_is_shown_instead_of_sending(argv: list[str], shown: str) -> None:
    read = command(*argv, "http://h/", "--nonsense")
    assert read.shows == shown
    assert list(read.jobs()) == []


def test_a_suspicious_value_is_told() -> None:
    assert "looks like an option" in command("-o", "-s", "http://h/").warnings[0]
    assert "U+201C" in command("-H", "\u201cX: y\u201d", "http://h/").warnings[0]
    assert "does not look like a header" in command("-H", "X", "http://h/").warnings[0]
    assert "taken for 5-" in command("-r", "5", "http://h/").warnings[0]
