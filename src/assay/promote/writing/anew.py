"""New values of the shape of a recorded one: digits stay digits, an address stays an address, none is given twice."""

from __future__ import annotations

import re

_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}", re.IGNORECASE)
_EMAIL = re.compile(r"([^@\s]{1,64})(@[\w.-]{3,100})")
LONGEST = 32


def anew(recorded: object) -> str:
    """A Python expression; it needs `import uuid`."""
    text = str(recorded) if isinstance(recorded, str | int) and not isinstance(recorded, bool) else ""
    if _UUID.fullmatch(text):
        return "str(uuid.uuid4())"
    if text.isdigit():
        return f"str(uuid.uuid4().int)[:{min(len(text), 38)}]"
    if found := _EMAIL.fullmatch(text):
        return f'f"user-{{uuid.uuid4().hex[:12]}}{found[2]}"'
    return f"uuid.uuid4().hex[:{min(max(len(text), 8), LONGEST) if text else 12}]"
