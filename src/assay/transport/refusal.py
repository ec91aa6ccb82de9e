"""Why a request is not sent at all: one exception for everything that is wrong before a byte leaves."""

from __future__ import annotations

import errno

from assay.model.exchange import Unanswered


class Refusal(Exception):
    """Caught where the request was about to be sent, and told as an outcome with phase `build`."""

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(reason)
        self.outcome = Unanswered(reason=reason, code=code, phase="build")


def file_trouble(error: OSError, path: str) -> tuple[str, str]:
    """Code and reason for a file that cannot be read, as Node words them."""
    code = errno.errorcode.get(error.errno or 0, "EIO")
    reason = (error.strerror or str(error)).lower()
    return code, f"{code}: {reason}, open '{path}'"
