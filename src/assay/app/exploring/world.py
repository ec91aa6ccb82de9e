"""The real world of a curl command line: files, standard input, the environment, and the person at the terminal."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping

from assay.model.errors import UsageError


class ProcessWorld:
    """What this process can reach (the port `World` of formats.curl)."""

    def __init__(self) -> None:
        self._stdin_was_read = False

    @property
    def environment(self) -> Mapping[str, str]:
        """The process environment."""
        return os.environ

    @property
    def home(self) -> str:
        """The account's home directory by the system's own list, for a process without HOME."""
        try:
            import pwd

            return pwd.getpwuid(os.getuid()).pw_dir
        except (ImportError, KeyError, AttributeError):
            return ""

    def read(self, path: str, limit: int) -> bytes:
        """The first bytes of a file; "-" is standard input, which gives nothing when it was read before."""
        if path != "-":
            with open(path, "rb") as file:
                return file.read(limit)
        if self._stdin_was_read:
            return b""
        self._stdin_was_read = True
        return sys.stdin.buffer.read(limit)

    def modified(self, path: str) -> float | None:
        """When the file was last changed."""
        try:
            return os.stat(path).st_mtime
        except (OSError, ValueError):
            return None

    def ask(self, prompt: str) -> str:
        """A password, not shown while it is typed."""
        if not (sys.stdin.isatty() and sys.stderr.isatty()):
            raise UsageError(
                "there is no password, and no terminal to ask for it",
                where="--user",
                remedy="Write --user name:password, or use ~/.netrc with --netrc.",
            )
        from getpass import getpass

        try:
            return getpass(prompt, stream=sys.stderr)
        except EOFError:
            sys.stderr.write("\n")
            raise UsageError("no password was given", where="--user") from None
