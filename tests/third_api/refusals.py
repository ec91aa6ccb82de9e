"""What the booking service refuses: a code, a status and a sentence."""

from __future__ import annotations

STATUS = {"invalid": 400, "unauthenticated": 401, "forbidden": 403, "notFound": 404, "notAllowed": 405, "conflict": 409,
          "stale": 412, "media": 415}  # fmt: skip


class Refusal(Exception):
    """An answer that is not what was asked for."""

    def __init__(self, code: str, message: str, field: str | None = None) -> None:
        super().__init__(message)
        self.code, self.message, self.field = code, message, field

    @property
    def status(self) -> int:
        return STATUS[self.code]


def not_found() -> Refusal:
    return Refusal("notFound", "There is no such thing.")


def forbidden() -> Refusal:
    return Refusal("forbidden", "That is not yours.")
