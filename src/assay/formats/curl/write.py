"""Writes a Transfer as the curl command that asks for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from assay.formats.curl import globs, options
from assay.formats.curl.octets import to_text
from assay.formats.curl.quoting import quoted
from assay.formats.curl.write_form import fields
from assay.model.errors import UsageError
from assay.model.transfer import Data, Form, OptionValue, Transfer, Upload

LONGEST_BODY = 100 * 1024
"""Bytes of a body that are put on the command line: Linux takes 128 KB in one argument."""
_LETTERS = frozenset("AFHILOTXbdefikoux")
"""The short options that people know."""
_FIRST = ("anyauth", "location-trusted", "location", "speed-limit", "speed-time")
"""Options whose order matters, in theirs."""

Words = list[str]


def write_command(
    transfer: Transfer, *, output: Mapping[str, OptionValue] | None = None, multiline: bool = False
) -> str:
    """The command, quoted for a POSIX shell; with `multiline` one option a line.

    `output` is that of a Job. A body that holds NUL bytes or is longer than LONGEST_BODY is left to standard input, and
    a comment says so.
    """
    body, comment = _body(transfer)
    groups = [
        ["curl", *_method(transfer), *_url(transfer)],
        *([_flag("header"), quoted(header)] for header in transfer.headers),
        *_options(transfer.options),
        *body,
        *_output(output or {}),
    ]
    separator = " \\\n  " if multiline else " "
    return separator.join(" ".join(group) for group in groups) + (f"  # {comment}" if comment else "")


def _flag(name: str) -> str:
    found = options.option(name)
    letter = found.letter if found else ""
    return f"-{letter}" if letter and letter in _LETTERS else f"--{name}"


def _method(transfer: Transfer) -> Words:
    words = [_flag("head")] if transfer.head else []
    return [*words, _flag("request"), quoted(transfer.method)] if transfer.method else words


def _url(transfer: Transfer) -> Words:
    upload = transfer.content.path if isinstance(transfer.content, Upload) else ""
    literal = [] if _no_glob(transfer.url) and _no_glob(upload) else ["--globoff"]
    return [*literal, *(["--url"] if transfer.url.startswith("-") else []), quoted(transfer.url)]


def _no_glob(text: str) -> bool:
    """Whether the text stands for itself alone."""
    try:
        found = globs.parse(text)
    except UsageError:
        return False
    return found.count == 1 and not any(pattern.number for pattern in found.patterns) and next(iter(found))[0] == text


def _body(transfer: Transfer) -> tuple[list[Words], str]:
    content = transfer.content
    if isinstance(content, Upload):
        return [[_flag("upload-file"), quoted(content.path)]], ""
    if isinstance(content, Form):
        return [[_flag(name), quoted(field)] for name, field in fields(content.parts)], ""
    if not isinstance(content, Data):
        return [], ""
    if b"\0" in content.content or len(content.content) > LONGEST_BODY:
        size = f"{len(content.content):,} bytes"
        return [["--data-binary", "@-"]], f"the body belongs on standard input: {size}"
    text = to_text(content.content)
    return [[_flag("data-raw" if text.startswith("@") else "data"), quoted(text)]], ""


def _options(given: Mapping[str, OptionValue]) -> Iterator[Words]:
    first = [name for name in _FIRST if name in given]
    if given.get("speed-limit") == 0:
        first.sort(key="speed-limit".__eq__)  # else the time's default would come with it
    for name in (*first, *(name for name in given if name not in _FIRST)):
        value = given[name]
        if name in ("cert", "proxy-cert"):
            yield [_flag(name), quoted(_escaped_certificate(str(value)))]
        else:
            yield from _option(name, value)


def _option(name: str, value: OptionValue) -> Iterator[Words]:
    if value is True:
        yield [_flag(name)]
    elif value is False:
        yield [f"--no-{name}"]
    elif isinstance(value, tuple):
        for one in value:
            yield [_flag(name), quoted(one)]
    elif name == "create-file-mode":
        yield [_flag(name), f"{int(value):04o}"]
    else:
        yield [_flag(name), quoted(_number(value) if isinstance(value, float) else str(value))]


def _number(value: float) -> str:
    return f"{value:.3f}".rstrip("0").rstrip(".")


def _escaped_certificate(name: str) -> str:
    """A file name for --cert, which takes a colon for the beginning of the passphrase."""
    if name[:7].lower() == "pkcs11:":
        return name
    return name.replace("\\", "\\\\").replace(":", "\\:")


def _output(given: Mapping[str, OptionValue]) -> Iterator[Words]:
    for name, value in given.items():
        if not (name == "output" and given.get("remote-name")):
            yield from _option(name, value)
