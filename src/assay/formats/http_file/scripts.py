"""JetBrains' response handlers to Postman's scripts and back, as far as each has what the other says."""

from __future__ import annotations

import re
from collections.abc import Callable

from assay.formats.javascript_scan import Call, arguments, brackets, calls

_SKIPPED = r"//[^\n]*|/\*.*?(?:\*/|$)|\"(?:[^\"\\\n]|\\.)*\"?|'(?:[^'\\\n]|\\.)*'?|`(?:[^`\\]|\\.)*`?"
_STATUS = re.compile(r"response\.status\s*={2,3}\s*(\d{3})")

_TO_POSTMAN = (
    (r"JSON\.parse\(\s*response\.body\s*\)", "pm.response.json()"),
    (r"response\.body\b", "pm.response.json()"),
    (r"response\.status\b", "pm.response.code"),
    (r"response\.headers\.valueOf\(", "pm.response.headers.get("),
    (r"response\.contentType\.mimeType\b", '(pm.response.headers.get("Content-Type") || "").split(";")[0]'),
    (r"client\.test\(", "pm.test("),
    (r"client\.global\.set\(", "pm.globals.set("),
    (r"client\.global\.get\(", "pm.globals.get("),
    (r"client\.global\.clear\(", "pm.globals.unset("),
    (r"client\.global\.clearAll\(", "pm.globals.clear("),
    (r"client\.log\(", "console.log("),
    (r"request\.variables\.set\(", "pm.variables.set("),
    (r"request\.variables\.get\(", "pm.variables.get("),
    (r"request\.environment\.get\(", "pm.environment.get("),
)
_TO_JETBRAINS = (
    (r"pm\.response\.json\(\)", "response.body"),
    (r"pm\.response\.code\b", "response.status"),
    (r"pm\.response\.headers\.get\(", "response.headers.valueOf("),
    (r"pm\.test\(", "client.test("),
    (r"pm\.(?:globals|environment|collectionVariables)\.set\(", "client.global.set("),
    (r"pm\.(?:globals|environment|collectionVariables)\.get\(", "client.global.get("),
    (r"pm\.(?:globals|environment|collectionVariables)\.unset\(", "client.global.clear("),
    (r"pm\.variables\.set\(", "request.variables.set("),
    (r"console\.log\(", "client.log("),
)
_FOREIGN = re.compile(
    _SKIPPED + r"|(?<![\w.$])(?P<name>client|response|request|jsonPath|xpath|import|require|crypto)\b(?:\.\w+)*",
    re.DOTALL,
)
_POSTMAN_ONLY = re.compile(
    _SKIPPED + r"|(?<![\w.$])(?P<name>pm|postman|_|require|tests|responseBody|responseCode|CryptoJS)\b(?:\.\w+)*",
    re.DOTALL,
)
_EXPECT = re.compile(r"\.to(?:\.be)?\.(?:equals?|eqls?)\s*\(")
_TRUE = re.compile(r"\.to\.be\.ok\b")
_PRIMITIVE = re.compile(r"-?[\d.]+|true|false|null|undefined|\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'")
_HAS_STATUS = re.compile(r"(?<![\w.$])pm\.response\.to\.have\.status\(\s*(\d{3})\s*\)")


def to_postman(source: str) -> tuple[str, str]:
    """(the script for Postman, why it cannot be told); one of them is empty."""
    code = _calls_replaced(source, "client.assert", _expectation)
    code = _replaced(code, _TO_POSTMAN)
    return _checked(code, _FOREIGN)


def to_jetbrains(source: str) -> tuple[str, str]:
    """(the script for JetBrains' HTTP Client, why it cannot be told); one of them is empty."""
    code = _HAS_STATUS.sub(r"client.assert(response.status === \1)", source)
    code = _equalities(code)
    return _checked(_replaced(code, _TO_JETBRAINS), _POSTMAN_ONLY)


def _checked(code: str, foreign: re.Pattern[str]) -> tuple[str, str]:
    left = next((match[0] for match in foreign.finditer(code) if match["name"]), "")
    return ("", f"it uses {left}") if left else (code, "")


def _replaced(source: str, table: tuple[tuple[str, str], ...]) -> str:
    """Names of one world as those of the other, but not in strings and comments."""
    names = "|".join(f"(?P<n{index}>(?<![\\w.$]){pattern})" for index, (pattern, _) in enumerate(table))
    pattern = re.compile(f"{_SKIPPED}|{names}", re.DOTALL)

    def put(match: re.Match[str]) -> str:
        group = match.lastgroup
        return table[int(group[1:])][1] if group else match[0]

    return pattern.sub(put, source)


def _calls_replaced(source: str, name: str, write: Callable[[str], str]) -> str:
    """Calls of a name written otherwise, also where they stand in calls of others."""
    pieces, position = [], 0
    for call in calls(source, name):
        pieces += [source[position : call.start], write(call.arguments), ";" if _ends(source, call) else ""]
        position = call.end
    return "".join([*pieces, source[position:]])


def _ends(source: str, call: Call) -> bool:
    return source[call.start : call.end].endswith(";")


def _expectation(given: str) -> str:
    """client.assert(condition, message)."""
    parts = arguments(given)
    condition = parts[0] if parts else "false"
    if match := _STATUS.fullmatch(condition):
        return f"pm.response.to.have.status({match[1]})"
    message = f", {parts[1]}" if len(parts) > 1 else ""
    return f"pm.expect({condition}{message}).to.be.ok"


def _equalities(source: str) -> str:
    """pm.expect(a).to.equal(b) as an assertion of `a === b`; other expectations stay, and are told."""
    pieces, position, ends = [], 0, brackets(source)
    for call in calls(source, "pm.expect"):
        parts = arguments(call.arguments)
        if not parts or call.start < position:
            continue
        if match := _TRUE.match(source, call.end):
            pieces += [source[position : call.start], f"client.assert({', '.join(parts)})"]
            position = match.end()
            continue
        match = _EXPECT.match(source, call.end)
        if match is None:
            continue
        end = ends.get(match.end() - 1, 0)
        value = source[match.end() : end].strip()
        if not _PRIMITIVE.fullmatch(value):
            continue
        message = f", {parts[1]}" if len(parts) > 1 else ""
        pieces += [source[position : call.start], f"client.assert({parts[0]} === {value}{message})"]
        position = end + 1
    return "".join([*pieces, source[position:]])
