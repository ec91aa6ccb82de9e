"""Where time and ids come from, so that a test can hold both still."""

import base64
import hashlib
import hmac
from collections.abc import Callable
from datetime import UTC, datetime

Clock = Callable[[], datetime]


def utc_now() -> datetime:
    """The time in UTC, in whole milliseconds: the shop stores no finer time than it shows."""
    now = datetime.now(UTC)
    return now.replace(microsecond=now.microsecond // 1000 * 1000)


def stamp(moment: datetime) -> str:
    """RFC 3339 in UTC with milliseconds: `2026-01-05T09:00:00.000Z`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.") + f"{moment.microsecond // 1000:03d}Z"


def instant(text: str) -> datetime:
    """The moment that an RFC 3339 text in UTC names; ValueError if there is none."""
    return datetime.fromisoformat(text)


class Ids:
    """Ids and secrets that look random but follow from the seed: the same seed gives the same ones in order."""

    def __init__(self, seed: int) -> None:
        self._key = f"assay demo {seed}".encode()
        self._count = 0

    def new(self, prefix: str) -> str:
        """`prd_` and 20 letters or digits of base32 (100 bits)."""
        return f"{prefix}_{self._letters()[:20]}"

    def secret(self, prefix: str) -> str:
        """Like `new`, with 48 letters or digits (240 bits)."""
        return f"{prefix}_{self._letters()[:48]}"

    def _letters(self) -> str:
        self._count += 1
        digest = hmac.digest(self._key, self._count.to_bytes(8, "big"), hashlib.sha256)
        return base64.b32encode(digest).decode().rstrip("=").lower()
