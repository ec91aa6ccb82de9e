"""Commands as people paste them: POSIX shells, browsers, Windows, prompts, pipes, scripts."""

from __future__ import annotations

import shutil
import subprocess

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.formats.curl.pasted import commands, from_text
from assay.formats.curl.quoting import quoted
from assay.model.errors import InputError

BASH = shutil.which("bash")


@pytest.mark.parametrize(
    ("text", "argv"),
    [
        ("curl a b", ["a", "b"]),
        ("curl 'a b' \"c d\" e\\ f", ["a b", "c d", "e f"]),
        ("curl a'b'\"c\"", ["abc"]),
        ("curl ''", [""]),
        ('curl "a\\"\\$\\`\\\\\\n"', ['a"$`\\\\n']),
        ("curl 'a\\'", ["a\\"]),
        ("curl $'a\\n\\t\\'\\x41\\u00e9\\101\\\\\\q'", ["a\n\t'AéA\\\\q"]),
        ("curl $'\\xff'", ["\udcff"]),
        ("curl $'\\xc3\\xa4'", ["ä"]),
        ('curl $"a"', ["a"]),
        ("curl a \\\n  b", ["a", "b"]),
        ("curl a \\\r\n  b\\\r\nc", ["a", "bc"]),
        ("curl a \\  \n  b", ["a", "b"]),
        ('curl "a\\\nb"', ["ab"]),
        ("curl a # b", ["a"]),
        ("curl a#b", ["a#b"]),
        ("$ curl a", ["a"]),
        ("% curl a \\\n> -s", ["a", "-s"]),
        ("  $ sudo time curl a", ["a"]),
        ("A=1 B='2 3' curl a", ["a"]),
        ("/usr/bin/curl a", ["a"]),
        ("curl.exe a", ["a"]),
        ("CURL.EXE a", ["a"]),
        ("C:\\Users\\me> curl a", ["a"]),
        ("PS C:\\> curl a", ["a"]),
        ("assay curl a", ["a"]),
        ("```bash\ncurl a\n```", ["a"]),
        ("\ufeffcurl a\n", ["a"]),
        ("(curl a)", ["a"]),
        ("if curl a; then echo; fi", ["a"]),
        ("T=$(curl a | jq -r .t)", ["a"]),
        ("echo hi; ls\ncurl a &", ["a"]),
        ("curl {a,b} [1-2] a?b=c*", ["{a,b}", "[1-2]", "a?b=c*"]),
        ("curl http://h/\\?a\\=1\\&b=2", ["http://h/?a=1&b=2"]),
        ("curl -d '\n$x' b", ["-d", "\n$x", "b"]),
    ],
)
def test_a_posix_command(text: str, argv: list[str]) -> None:
    assert from_text(text) == argv


CMD = """curl ^"https://x/^?a=1^&b=%^%20^" ^
  -H ^"accept: */*^" ^
  --data-raw ^"^{^\\^"a^\\^":1^,^\\^"b^\\^":^\\^"x^

y^\\\\z^\\^"^}^"
"""


@pytest.mark.parametrize(
    ("text", "argv"),
    [
        (CMD, ["https://x/?a=1&b=%%20", "-H", "accept: */*", "--data-raw", '{"a":1,"b":"x\ny\\\\z"}']),
        (
            'curl "http://h" ^\r\n -d "{\\"a\\":1}" ^\r\n -H "X: ""y"" ^"',
            ["http://h", "-d", '{"a":1}', "-H", 'X: "y" ^'],
        ),
        ('curl ^"a^" | find x', ["a"]),
    ],
)
def test_a_command_for_cmd(text: str, argv: list[str]) -> None:
    assert from_text(text) == argv


@pytest.mark.parametrize(
    ("text", "argv"),
    [
        ("curl.exe a `\n -H 'X: it''s' `\n -d '{\\\"a\\\": 1}'", ["a", "-H", "X: it's", "-d", '{"a": 1}']),
        ('curl.exe a `\r\n -d "q`"u`n" `\r\n -s | ConvertFrom-Json # c', ["a", "-d", 'q"u\n', "-s"]),
    ],
)
def test_a_command_for_powershell(text: str, argv: list[str]) -> None:
    assert from_text(text) == argv


@pytest.mark.parametrize(
    ("text", "place", "mark"),
    [
        ("curl 'a", "1:6", "quote '"),
        ('\n curl "a\nb', "2:7", 'quote "'),
        ("curl a \\\n  $'b", "2:3", "quote $'"),
        ("curl `a", "1:6", "backquote `"),
        ("curl $(a", "1:6", "bracket $("),
        ('curl ^"a ^\n b', "1:7", 'quote "'),
        ("curl 'a `\n b", "1:6", "quote '"),
    ],
)
def test_an_open_quote_is_told_with_its_place(text: str, place: str, mark: str) -> None:
    with pytest.raises(InputError) as caught:
        from_text(text)
    assert str(caught.value).startswith(f"{place}: the {mark} is not closed")


def test_several_commands() -> None:
    found = commands("# One\ncurl a && curl b\n\n# Two words\ncurl c | jq . > out\ncurl d 2>/dev/null > 'x y' <in\n")
    assert [(one.argv, one.line, one.comment) for one in found] == [
        (("a",), 2, "One"),
        (("b",), 2, "One"),
        (("c",), 5, "Two words"),
        (("d",), 6, ""),
    ]
    assert found[2].warnings == ("jq, which the answer is piped into, is left out",)
    assert found[3].warnings == (
        "the redirection 2> /dev/null is left out",
        "the redirection > x y is left out",
        "the redirection < in is left out",
    )
    with pytest.raises(InputError, match="2 curl commands"):
        from_text("curl a; curl b")
    with pytest.raises(InputError, match="no curl command"):
        from_text("wget a")


def test_what_stands_on_standard_input() -> None:
    (first,) = commands("curl -d @- a <<'EOF' | cat\n{\"a\": $x}\nEOF\n")
    assert (first.argv, first.stdin) == (("-d", "@-", "a"), '{"a": $x}\n')
    (second,) = commands("curl a <<-END\n\tone\n\tEND\necho")
    assert second.stdin == "one\n"
    (third,) = commands("curl a <<< 'b c'")
    assert third.stdin == "b c\n"


def test_what_only_a_shell_knows_stays_and_is_told() -> None:
    (found,) = commands('curl "$HOST/${PATH_}" `date` $(id -u)')
    assert found.argv == ("$HOST/${PATH_}", "`date`", "$(id -u)")
    assert len(found.warnings) == 4
    assert found.warnings[0] == "$HOST stays as it is: only a shell knows its value"


def test_a_text_that_is_too_long_is_refused() -> None:
    with pytest.raises(InputError, match="more than"):
        commands("curl " + "a" * (8 * 1024 * 1024))
    with pytest.raises(InputError, match=r"cmd\.exe"):
        commands('curl ^"a^" ' + "a" * 1024 * 1024)
    with pytest.raises(InputError, match="curl commands"):
        commands("curl a\n" * 10_001)


def test_a_long_text_takes_linear_time() -> None:
    assert commands("a=$(" * 5_000 + "curl x" + ")" * 5_000) == ()
    with pytest.raises(InputError, match="bracket"):
        commands("curl " + "${" * 100_000)
    body = '{"a": "' + "x\\\"y'" * 50_000 + '"}'
    assert from_text(f"curl -d {quoted(body)} h") == ["-d", body, "h"]
    assert from_text("curl " + "a\\\n" * 50_000) == ["a" * 50_000]


WORDS = st.lists(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"]), max_size=10), max_size=4)


@settings(max_examples=300, deadline=None)
@given(WORDS)
def test_what_is_quoted_is_split_again(words: list[str]) -> None:
    assert from_text(" ".join(["curl", *map(quoted, words)])) == words


@pytest.mark.skipif(BASH is None, reason="needs bash")
@settings(max_examples=12, deadline=None)
@given(st.lists(WORDS.map(lambda words: " ".join(map(quoted, words))), min_size=8, max_size=8))
def test_bash_splits_alike(lines: list[str]) -> None:
    assert BASH is not None
    script = "\n".join(['told() { printf \'%s\\0\' "$#" "$@"; }', *(f"told {line}" for line in lines)])
    done = subprocess.run([BASH, "-c", script], capture_output=True, timeout=20, check=True, env={"LC_ALL": "C.UTF-8"})
    words = iter(done.stdout.decode("utf-8", "surrogateescape").split("\0"))
    assert [[next(words) for _ in range(int(next(words)))] for _ in lines] == [
        from_text(f"curl {line}") for line in lines
    ]
