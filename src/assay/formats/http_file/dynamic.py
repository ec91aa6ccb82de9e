"""Variables that make a value of their own, as `.http` files write them, to Postman's and back."""

from __future__ import annotations

import re
from collections.abc import Callable

from assay.formats.postman.ids import stable_id

VARIABLE = re.compile(r"\{\{\s*([^{}]+?)\s*\}\}")

_SAME = {
    "$guid": "$guid", "$uuid": "$guid", "$random.uuid": "$randomUUID", "$randomUUID": "$randomUUID",
    "$timestamp": "$timestamp", "$isoTimestamp": "$isoTimestamp", "$randomInt": "$randomInt",
    "$random.email": "$randomEmail", "$datetime iso8601": "$isoTimestamp", "$random.firstName": "$randomFirstName",
    "$random.lastName": "$randomLastName", "$random.fullName": "$randomFullName",
    "$random.phoneNumber": "$randomPhoneNumber", "$random.city": "$randomCity", "$random.country": "$randomCountry",
}  # fmt: skip
_BACK = {
    "jetbrains": {
        "$guid": "$uuid", "$randomUUID": "$random.uuid", "$timestamp": "$timestamp", "$isoTimestamp": "$isoTimestamp",
        "$randomInt": "$randomInt", "$randomEmail": "$random.email",
    },
    "vscode": {
        "$guid": "$guid", "$randomUUID": "$guid", "$timestamp": "$timestamp", "$isoTimestamp": "$datetime iso8601",
        "$randomInt": "$randomInt 0 1001",
    },
}  # fmt: skip
_INTEGER = re.compile(
    r"\$randomInt\s+(-?\d{1,15})\s+(-?\d{1,15})|\$random\.integer\(\s*(-?\d{1,15})\s*,\s*(-?\d{1,15})\s*\)"
)
_CHARACTERS = re.compile(r"\$random\.(alphabetic|alphanumeric|hexadecimal|numeric)\(\s*(\d{1,4})\s*\)")
_LATER = re.compile(r"\$(timestamp|datetime iso8601|datetime rfc1123)\s+(-?\d{1,9})\s+(ms|s|m|h|d|w|M|y)")
_PROCESS = re.compile(r"\$(?:processEnv|dotenv)\s+%?([\w.-]+)|\$env\.([\w.-]+)")
_ALPHABETS = {
    "alphabetic": "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "alphanumeric": "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
    "hexadecimal": "0123456789abcdef",
    "numeric": "0123456789",
}
_MILLISECONDS = {"ms": 1, "s": 1000, "m": 60_000, "h": 3_600_000, "d": 86_400_000, "w": 604_800_000,
                 "M": 2_592_000_000, "y": 31_536_000_000}  # fmt: skip
Note = Callable[[str], None]


class Dynamic:
    """Replaces what is dynamic, and collects the lines of a pre-request script for what Postman has no name for."""

    def __init__(self, note: Note) -> None:
        self._note = note
        self.lines: dict[str, None] = {}

    def replaced(self, name: str) -> str:
        """The name of Postman's variable for one that begins with `$`."""
        name = " ".join(name.split())
        if name in _SAME:
            return _SAME[name]
        if match := _PROCESS.fullmatch(name):
            found = match[1] or match[2]
            self._note(f"the variable {found} of the process environment is one of the collection")
            return str(found)
        code = self._code(name)
        if code is None:
            self._note(f"{{{{{name}}}}} is not known, and stays as it is")
            return name
        variable = re.sub(r"\W+", "_", name).strip("_") or stable_id(name)
        self.lines[f'pm.variables.set("{variable}", {code});'] = None
        return variable

    def _code(self, name: str) -> str | None:
        if match := _INTEGER.fullmatch(name):
            low, high = match[1] or match[3], match[2] or match[4]
            return f"String({low} + Math.floor(Math.random() * {max(1, int(high) - int(low))}))"
        if match := _CHARACTERS.fullmatch(name):
            letters = _ALPHABETS[match[1]]
            pick = f'"{letters}"[Math.floor(Math.random() * {len(letters)})]'
            return f'Array.from({{ length: {match[2]} }}, () => {pick}).join("")'
        if match := _LATER.fullmatch(name):
            moment = f"new Date(Date.now() + {int(match[2]) * _MILLISECONDS[match[3]]})"
            if match[1] == "timestamp":
                return f"String(Math.floor({moment} / 1000))"
            return f"{moment}.{'toISOString' if 'iso' in match[1] else 'toUTCString'}()"
        return "new Date().toUTCString()" if name == "$datetime rfc1123" else None


def written(name: str, dialect: str) -> str | None:
    """Postman's dynamic variable in a dialect; None where it has none."""
    return _BACK[dialect].get(name)
