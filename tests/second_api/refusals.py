"""Every refusal of Fieldnotes: one flat shape, with a word for programs."""

from __future__ import annotations

STATUS = {
    "badRequest": 400, "badCursor": 400, "unauthorized": 401, "forbidden": 403, "insufficientScope": 403,
    "notFound": 404, "methodNotAllowed": 405, "conflict": 409, "gone": 410, "tooLarge": 413,
    "unsupportedMediaType": 415, "tooMany": 429, "internal": 500,
}  # fmt: skip


class Refusal(Exception):
    """Raised anywhere, answered by the gate."""

    def __init__(self, word: str, message: str, details: tuple[tuple[str, str], ...] = ()) -> None:
        super().__init__(word)
        self.word = word
        self.message = message
        self.details = details

    @property
    def status(self) -> int:
        return STATUS[self.word]


def hidden() -> Refusal:
    """What is not there, and what is not yours."""
    return Refusal("notFound", "There is nothing here that you may know of.")


def gone() -> Refusal:
    """What was there, for those who could read it."""
    return Refusal("gone", "It was deleted.")
