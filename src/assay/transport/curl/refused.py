"""Why a transfer is not begun, or is ended by us: curl's number and one sentence."""

from __future__ import annotations


class Refused(Exception):
    """`code` is curl's exit number."""

    def __init__(self, code: int, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence


class Stop(Refused):
    """Raised by a tap: the transfer ends here."""
