"""A Set-Cookie field taken apart (RFC 6265, section 5.2)."""

from __future__ import annotations

from typing import NamedTuple

LONGEST = 8_192


class Cookie(NamedTuple):
    """Its name, its value, and its attributes by lower-case names."""

    name: str
    value: str
    attributes: dict[str, str]

    @property
    def shown(self) -> str:
        """As it may be quoted: the value is a secret."""
        told = [f"{name}={value}" if value else name for name, value in self.attributes.items()]
        return "; ".join((f"{self.name}=***", *told))


def read(text: str) -> Cookie:
    """Any text; what is no pair is a value without a name."""
    pair, *rest = text[:LONGEST].split(";")
    name, equals, value = pair.partition("=")
    if not equals:
        name, value = "", name
    attributes = [each.partition("=") for each in rest[:20]]
    return Cookie(
        name.strip(), value.strip(), {key.strip().lower(): told.strip() for key, _, told in attributes if key.strip()}
    )
