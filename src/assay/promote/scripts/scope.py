"""What a script's names mean in the Python function that is written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

import msgspec

Client = Literal["requests", "httpx", "httpx2", "niquests"]
Careful = Literal[0, 1, 2, 3]


class Scope(msgspec.Struct, frozen=True, kw_only=True):
    """The Python side of a translation."""

    response: str = "response"
    """The variable that holds the answer; it speaks as that of `requests` does."""
    client: Client = "requests"
    sender: str = "client"
    """The client that sends what a script sends beside its request."""
    variables: Mapping[str, str] = {}
    """Python expressions for Postman variables, by name. Others become a variable of a like name: see `Test.uses`."""
    taken: frozenset[str] = frozenset()
    """Names of the module that no local variable may hide: fixtures, imports."""
    request_name: str = ""
    """What `pm.info.requestName` is."""
    careful: Careful = 0
    """0 writes what reads best; 1 also tells odd answers apart as JavaScript does; 2 objects that are none as well; 3
    even truth values from 0 and 1 where neither side is known.
    """

    @property
    def reason(self) -> str:
        """The attribute of a response that holds the reason phrase."""
        return "reason_phrase" if self.client.startswith("httpx") else "reason"
