"""The folder of bodies: nothing outside of it is read, written or named."""

from __future__ import annotations

from pathlib import Path

from assay.model.errors import InputError

MOST_BYTES = 64 * 1024 * 1024
"""Bytes of one file."""
_MOST_FILES = 10_000


class Files:
    """Files below a folder, or in memory where there is no folder."""

    def __init__(self, folder: Path | None = None) -> None:
        self.folder = folder
        self._held: dict[str, bytes] = {}

    def read(self, name: str) -> bytes:
        """The bytes of a file. Raises InputError."""
        if self.folder is None:
            if name.lstrip("/") not in self._held:
                raise self._missing(name)
            return self._held[name.lstrip("/")]
        path = self._inside(name)
        try:
            if path.stat().st_size > MOST_BYTES:
                raise InputError(f"The file {name} holds more than {MOST_BYTES:,} bytes.")
            return path.read_bytes()
        except OSError:
            raise self._missing(name) from None

    def _missing(self, name: str) -> InputError:
        return InputError(f"There is no file {name[:200]} in the folder of bodies.", remedy="Put it into __files.")

    def write(self, name: str, data: bytes) -> None:
        """Put a file there. Raises InputError."""
        if len(data) > MOST_BYTES:
            raise InputError(f"A file holds at most {MOST_BYTES:,} bytes.")
        if self.folder is None:
            if len(self._held) >= _MOST_FILES or ".." in Path(name).parts:
                raise InputError(f"The file {name[:200]} cannot be kept.")
            self._held[name.lstrip("/")] = data
            return
        path = self._inside(name)
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        except OSError as error:
            raise InputError(f"The file {name[:200]} cannot be written: {error.strerror}.") from None

    def delete(self, name: str) -> None:
        """Take a file away; one that is not there is no error."""
        self._held.pop(name.lstrip("/"), None)
        if self.folder is not None:
            self._inside(name).unlink(missing_ok=True)

    def names(self) -> list[str]:
        """All files, as paths below the folder."""
        if self.folder is None or not self.folder.is_dir():
            return sorted(self._held)
        found = (path for path in self.folder.rglob("*") if path.is_file() and not path.is_symlink())
        return sorted(str(path.relative_to(self.folder)) for path, _ in zip(found, range(_MOST_FILES), strict=False))

    def _inside(self, name: str) -> Path:
        """The file that a name means; links and dots that lead out are refused."""
        folder = (self.folder or Path()).resolve()
        try:
            path = (folder / name.lstrip("/\\")).resolve()
        except (OSError, ValueError, RuntimeError):
            raise self._missing(name) from None
        if not path.is_relative_to(folder) or path == folder:
            raise InputError(
                f"The file {name[:200]} lies outside of the folder of bodies.", remedy="Put it into __files."
            )
        return path
