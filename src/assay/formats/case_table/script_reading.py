"""What a test script asserts, as far as a case table can say it: our own scripts, and those that people write most."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import msgspec

from assay.formats.case_table.expected import Check, Contains, parse_expected
from assay.formats.case_table.script import script_source
from assay.formats.case_table.status import Status, parse_status
from assay.formats.javascript_scan import calls, statements

_TITLE = re.compile(r'^pm\.test\(("(?:[^"\\\n]|\\.)*"), ', re.MULTILINE)
_STATUS = re.compile(r"pm\.response\.to\.have\.status\(\s*(\d{3})\s*\);?|(?:pm\.)?expect\(\s*pm\.response\.code\s*\)"
                     r"\.to\.(?:be\.)?(?:eql?|equals?|eqls)\(\s*(\d{3})\s*\);?")  # fmt: skip
_ONE_OF = re.compile(r"pm\.expect\(\s*pm\.response\.code\s*\)\.to\.be\.oneOf\(\s*\[([\d,\s]*)\]\s*\);?")
_OK = re.compile(r"pm\.response\.to\.be\.(ok|success|clientError|serverError|notFound|unauthorized|forbidden);?")
_OK_IS = {"ok": "200", "success": "2xx", "clientError": "4xx", "serverError": "5xx", "notFound": "404",
          "unauthorized": "401", "forbidden": "403"}  # fmt: skip
_INCLUDES = re.compile(
    r"pm\.expect\(\s*pm\.response\.text\(\)\s*\)\.to\.(?:include|contain)\(\s*(\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*')\s*\);?"
)
_BODY = re.compile(
    r"(?:async\s+)?(?:function\s*\w*\s*\([^()]*\)|\([^()]*\)\s*=>|\w+\s*=>)\s*(?:\{(?P<block>.*)\}|(?P<value>[^{\s].*))\s*",
    re.DOTALL,
)


class Asserted(msgspec.Struct, frozen=True, kw_only=True):
    """The status and checks of a script, and clauses for what is beyond them."""

    status: Status | None = None
    checks: tuple[Check, ...] = ()
    beyond: tuple[str, ...] = ()


def read_script(source: str) -> Asserted:
    """Never fails: what is not understood is beyond."""
    if not source.strip():
        return Asserted()
    return _own(source) or _foreign(source)


def _own(source: str) -> Asserted | None:
    """A script as we write it, known by being written again."""
    titles = [_text(match[1]) for match in _TITLE.finditer(source)]
    status, checks = None, list[Check]()
    for title in titles:
        if title.startswith("status is ") and status is None:
            status = parse_status(title.removeprefix("status is "))
        else:
            checks += parse_expected(title)
    told = Asserted(status=status, checks=tuple(checks))
    return told if titles and script_source(told.status, told.checks) == source else None


def _foreign(source: str) -> Asserted:
    asserted, rest, position = Asserted(), list[str](), 0
    for call in calls(source, "pm.test"):
        rest.append(source[position : call.start])
        position = call.end
        asserted = _with_test(asserted, call.arguments)
    rest.append(source[position:])
    beyond = (*asserted.beyond, *_others("".join(rest)))
    return msgspec.structs.replace(asserted, beyond=beyond)


def _with_test(asserted: Asserted, arguments: str) -> Asserted:
    """What a test asserts, statement by statement; what is not understood is told once."""
    status, checks, unknown = asserted.status, list(asserted.checks), 0
    code = statements(_inner(arguments))
    for statement in code:
        found = _status_of(statement)
        if found is not None and status in (None, found):
            status = found
        elif match := _INCLUDES.fullmatch(statement):
            checks.append(Contains(text=_text(match[1])))
        else:
            unknown += 1
    part = "" if unknown == len(code) else "a part of "
    told = (f"{part}the test {_title(arguments)}",) if unknown or not code else ()
    return Asserted(status=status, checks=tuple(checks), beyond=(*asserted.beyond, *told))


def _others(rest: str) -> Iterator[str]:
    code = re.sub(r"//[^\n]*|/\*.*?\*/|[\s;]", "", rest, flags=re.DOTALL)
    if code:
        yield "what the test script does beside its tests"


def _inner(arguments: str) -> str:
    """The statements of the function that is the second argument."""
    after = arguments.partition(",")[2] if arguments[:1] not in "\"'`" else _after_text(arguments)
    match = _BODY.fullmatch(after.strip().rstrip(","))
    return (match["block"] or match["value"] or "").strip() if match else ""


def _after_text(arguments: str) -> str:
    match = re.match(r"(\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|`(?:[^`\\]|\\.)*`)\s*,", arguments, re.DOTALL)
    return arguments[match.end() :] if match else ""


def _status_of(code: str) -> Status | None:
    if match := _STATUS.fullmatch(code):
        return parse_status(match[1] or match[2])
    if match := _ONE_OF.fullmatch(code):
        return parse_status(" or ".join(match[1].split(",")))
    if match := _OK.fullmatch(code):
        return parse_status(_OK_IS[match[1]])
    return None


def _title(arguments: str) -> str:
    match = re.match(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'", arguments)
    return repr(_text(match[0])) if match else "with a computed name"


def _text(literal: str) -> str:
    """The text of a JavaScript string."""
    source = literal
    if literal[0] == "'":
        source = '"' + literal[1:-1].replace("\\'", "'").replace('"', '\\"') + '"'
    try:
        return str(json.loads(source, strict=False))
    except ValueError:
        return literal[1:-1]
