"""The log of a proxy: one JSON object a line, as things happen."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assay.model.errors import InputError
from assay.report.strict import dumps


class Log:
    """Appends to a file. A disk that takes no more is told at the end, and ends nothing."""

    def __init__(self, path: str) -> None:
        self.problem = ""
        try:
            Path(path).parent.mkdir(parents=True, exist_ok=True)
            self._file = Path(path).open("ab", buffering=0)  # noqa: SIM115 - open as long as the proxy runs
        except OSError as problem:
            raise InputError(
                f"cannot be written: {problem.strerror}", where=path, remedy="Name another path."
            ) from None
        self._path = path

    def write(self, event: dict[str, Any]) -> None:
        """One event, with the time it happened."""
        if self.problem:
            return
        try:
            self._file.write(dumps({"at": datetime.now(UTC).isoformat(timespec="milliseconds"), **event}) + b"\n")
        except OSError as problem:
            self.problem = f"{self._path}: cannot be written to its end: {problem.strerror}"

    def close(self) -> None:
        """No more is written."""
        self._file.close()
