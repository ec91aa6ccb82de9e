"""How something seen in an exchange is quoted: short, on one line."""

from __future__ import annotations

MOST = 160
"""Characters of one quotation."""


def cut(text: str, most: int = MOST) -> str:
    """The text on one line, with its length told where it is cut."""
    line = " ".join(text[: 4 * most].split())
    if len(line) <= most and len(text) <= 4 * most:
        return line
    return f"{line[:most].rstrip()}… ({len(text)} characters)"


def ended(text: str) -> str:
    """Words of somebody else as the end of a sentence of ours."""
    line = cut(text)
    return line if line.endswith((".", "!", "?", ")", "…")) else f"{line}."


def field(name: str, value: str) -> str:
    """A header as it stands on the wire."""
    return cut(f"{name}: {value}")


def listed(items: list[str], most: int = 6) -> str:
    """A list in words: `a, b and c`, long ones cut."""
    if len(items) > most:
        return f"{', '.join(items[:most])} and {len(items) - most} more"
    return " and ".join([", ".join(items[:-1]), items[-1]] if len(items) > 1 else items)


def counted(count: int, noun: str) -> str:
    """A count with its noun: `1 error`, `2 errors`."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def size(count: int) -> str:
    """Bytes for a person."""
    if count < 10_000:
        return counted(count, "byte")
    if count < 10_000_000:
        return f"{count / 1000:.0f} kB"
    return f"{count / 1_000_000:.0f} MB"
