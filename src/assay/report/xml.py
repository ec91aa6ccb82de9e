"""Text and attributes for XML 1.0, whatever they hold."""

from __future__ import annotations

from assay.report.clean import block, cut

LONGEST = 2000
"""Characters of an attribute."""


def attributes(**values: str) -> str:
    """Attributes of an element, with a space before each."""
    return "".join(f' {name}="{escaped(cut(value, LONGEST), quote=True)}"' for name, value in values.items())


def escaped(text: str, *, quote: bool) -> str:
    """Text for XML 1.0, whatever it holds: forbidden characters stand as visible escapes."""
    text = block(text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    if not quote:
        return text
    return text.replace('"', "&quot;").replace("\n", "&#10;").replace("\t", "&#9;")
