"""What a visualizer shows, as its sandbox is asked for it and tells it."""

from __future__ import annotations

from typing import Any

from assay.script import json_text
from assay.script.limits import MEGABYTE, Limits

SECONDS = 5.0
"""For a page to be rendered; the sandbox gives up after two."""


def question(visualizer: dict[str, Any]) -> list[Any]:
    """The message that asks for the page: the template, and its data and options as JSON texts."""
    return ["render", str(visualizer.get("template")), *(_text(visualizer.get(key)) for key in ("data", "options"))]


def _text(value: Any) -> str:
    return json_text.encode({} if value is None else value).decode()


def answer(told: Any, limits: Limits) -> dict[str, str]:
    """{"html": page} or {"error": one sentence}."""
    text = told if isinstance(told, str) else "Eit cannot be rendered"
    if not text.startswith("P"):
        return failure(" ".join(text[1:].split())[:500])
    if len(text) > limits.page:
        return failure(f"its page has more than {limits.page // MEGABYTE} MB")
    return {"html": text[1:]}


def failure(why: str) -> dict[str, str]:
    """That there is no page, and why."""
    return {"error": f"the visualizer shows nothing: {why}"}
