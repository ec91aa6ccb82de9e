"""A place in a JSON value as a JavaScript expression that is undefined where there is nothing."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence

_NAME = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")


def place(start: str, path: Sequence[str | int]) -> str:
    """`body?.items?.[0]?.["the id"]` for ["items", 0, "the id"]."""
    return start + "".join(map(_step, path))


def _step(step: str | int) -> str:
    if isinstance(step, str) and _NAME.fullmatch(step):
        return f"?.{step}"
    source = json.dumps(step, ensure_ascii=False).replace("\u2028", "\\u2028").replace("\u2029", "\\u2029")
    return f"?.[{source}]"
