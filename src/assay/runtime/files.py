"""Which files a collection may read, and what they hold: only those inside its working directory, unless asked."""

from __future__ import annotations

import os
from pathlib import Path

from assay.model.command import FileFacts, FileRefused


class Files:
    """Files as a collection may see them. `outside` allows the ones beyond the working directory."""

    def __init__(self, working_dir: Path, *, outside: bool = False) -> None:
        self.root = working_dir.resolve()
        self.outside = outside

    def inspect(self, path: str) -> FileFacts | FileRefused:
        """The absolute path and size of a file that may be read, or why it may not."""
        if not path or "\0" in path:
            return FileRefused(reason="invalid or missing file source")
        try:
            found = (self.root / windows_form(path)).resolve()
            inside = found.is_relative_to(self.root)
            if not inside and not self.outside:
                return FileRefused(reason=self.beyond(path))
            if not found.exists():
                return FileRefused(reason=f'"{path}", no such file')
            if not found.is_file():
                return FileRefused(reason=f'"{path}", is not a file')
            if not os.access(found, os.R_OK):
                return FileRefused(reason=f'"{path}", read permission denied')
            return FileFacts(path=str(found), size=found.stat().st_size)
        except (OSError, RuntimeError) as problem:
            return FileRefused(reason=f'"{path}", {getattr(problem, "strerror", None) or "cannot be read"}')

    def beyond(self, path: str) -> str:
        """The refusal of a file outside, with the option that allows it."""
        return f'"{path}" is outside the working directory {self.root}; allow it with --insecure-file-read'

    def read(self, path: str, limit: int) -> bytes | FileRefused:
        """The content of a file that was inspected, `limit` bytes at most."""
        try:
            with Path(path).open("rb") as file:
                data = file.read(limit + 1)
        except OSError as problem:
            return FileRefused(reason=f'"{path}", {problem.strerror}')
        return data if len(data) <= limit else FileRefused(reason=f'"{path}" is larger than {limit} bytes')


def windows_form(path: str) -> str:
    """`/C:/x`, as Postman exports Windows paths, as Windows reads it."""
    return path[1:] if os.name == "nt" and len(path) > 2 and path[0] == "/" and path[2] == ":" else path
