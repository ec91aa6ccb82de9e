"""Descriptions: text, or Postman's {content, type}, in every place that may have one."""

from __future__ import annotations

from typing import Any


def read_description(value: Any) -> str:
    """The text of a description as string or object; empty for anything else."""
    content = value.get("content") if isinstance(value, dict) else value
    return content if isinstance(content, str) else ""


def description_json(text: str) -> dict[str, Any]:
    """{"description": {content, type}} as Postman's SDK writes it; nothing where there is no text."""
    return {"description": {"content": text, "type": "text/plain"}} if text else {}
