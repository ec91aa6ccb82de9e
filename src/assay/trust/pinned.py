"""Which values of an answer can be foretold: those that were sent, those that the address names, and names of states.

Another value in any other place may be as right as the one that was seen, so that no test could notice it.
"""

from __future__ import annotations

import re
from typing import Any, Literal

import msgspec

from assay.contract.inference import looks_volatile
from assay.draft.likeness import is_id_name
from assay.model.names import is_secret
from assay.model.places import GONE, Path
from assay.trust.change import Sample
from assay.trust.places import at, is_same, parsed, where_of

Pin = Literal["sent", "address", "state", "error"]
_STATES = frozenset({"status", "state", "role", "type", "kind"})
_CODES = frozenset({"code", "error", "type", "status"})
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_.:/#-]{0,79}")


class Pins(msgspec.Struct, frozen=True, kw_only=True):
    """What is known of the values of one answer."""

    sample: Sample
    body: Any
    sent: Any
    """The request's body as JSON, or GONE."""

    def of(self, path: Path, value: Any) -> Pin | None:
        """Why the value at a path can be foretold; None where it cannot."""
        if not path or isinstance(value, dict | list | None) or is_secret(str(path[-1])):
            return None
        if not is_same(at(parsed(self.sample.shown.body), path), value):
            return None  # it is secret, and must stand in no assertion
        if self.sample.response.status >= 400:
            return "error" if _names_error(path, value) else None
        if isinstance(self.body, dict) and is_same(at(self.sent, path), value):
            return "sent"
        return self._by_address_or_state(path, value)

    def _by_address_or_state(self, path: Path, value: Any) -> Pin | None:
        if len(path) != 1 or isinstance(value, bool):
            return None
        name = str(path[0])
        if is_id_name(name) and str(value) in segments(self.sample.url):
            return "address"
        if where_of(path) in self.sample.changing or not isinstance(value, str) or looks_volatile(value, name):
            return None
        return "state" if name.lower() in _STATES and _WORD.fullmatch(value) else None

    def has_sent_list(self, path: Path, value: list[Any]) -> bool:
        """Whether a list of as many elements was sent under the same name."""
        sent = at(self.sent, path) if path else GONE
        return isinstance(sent, list) and len(sent) == len(value)


def pins(sample: Sample, body: Any) -> Pins:
    """Those of an answer with this body."""
    return Pins(sample=sample, body=body, sent=parsed(sample.sent))


def segments(url: str) -> tuple[str, ...]:
    """Of the path."""
    return tuple(part for part in url.partition("://")[2].partition("?")[0].partition("#")[0].split("/")[1:] if part)


def _names_error(path: Path, value: Any) -> bool:
    if len(path) != 1 or str(path[0]).lower() not in _CODES or isinstance(value, bool):
        return False
    return isinstance(value, int) or (isinstance(value, str) and _WORD.fullmatch(value) is not None)
