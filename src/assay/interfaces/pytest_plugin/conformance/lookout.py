"""Tells whether the code that runs right now runs for an assertion of the project."""

from __future__ import annotations

import sys
from pathlib import Path
from types import CodeType

from assay.interfaces.pytest_plugin.conformance.asserted import asserted_lines

HIGHEST = 40
"""Callers that are looked at."""
ASKING = frozenset({"ok", "is_success", "is_error", "is_client_error", "is_server_error", "is_redirect"})
"""Properties of responses that read the status."""
_NONE: frozenset[int] = frozenset()


class Lookout:
    """For the files below one folder, those of installed packages left out."""

    def __init__(self, root: Path) -> None:
        self._root = str(root)
        self._by_code: dict[CodeType, frozenset[int]] = {}
        self._by_file: dict[str, frozenset[int]] = {}

    def is_asserting(self) -> bool:
        """Whether one of the callers stands on a line that an assertion depends on."""
        frame = sys._getframe(2)
        for _ in range(HIGHEST):
            lines = self._by_code.get(frame.f_code)
            if lines is None:
                lines = self._by_code[frame.f_code] = self._lines(frame.f_code.co_filename)
            if lines and frame.f_lineno in lines:
                return True
            if frame.f_back is None:
                return False
            frame = frame.f_back
        return False

    def is_read_by_assertion(self, above: int = 3) -> bool:
        """The same for an attribute that libraries read for themselves too: the reader is the project, or a property
        that asks on its behalf. `above` is how many callers up it stands."""
        reader = sys._getframe(above).f_code
        return (reader.co_name in ASKING or self._is_ours(reader.co_filename)) and self.is_asserting()

    def _is_ours(self, file: str) -> bool:
        return file.startswith(self._root) and "site-packages" not in file

    def _lines(self, file: str) -> frozenset[int]:
        if not self._is_ours(file):
            return _NONE
        if file not in self._by_file:
            try:
                source = Path(file).read_text(encoding="utf-8")
            except (OSError, UnicodeDecodeError):
                source = ""
            self._by_file[file] = asserted_lines(source)
        return self._by_file[file]
