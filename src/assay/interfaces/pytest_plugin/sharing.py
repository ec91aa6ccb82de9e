"""Where the workers of one run find what one of them has put there: a folder that is made when it is first used."""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from pathlib import Path
from typing import Any

import pytest

NAME = "assay_shared"
"""The attribute of the controller's config, and the key of a worker's input."""


def tell(node: Any) -> None:
    """Tell a worker of xdist the name; the folder is removed when the controller ends."""
    known: str | None = getattr(node.config, NAME, None)
    if known is None:
        known = secrets.token_hex(16)
        setattr(node.config, NAME, known)
        folder = _folder(known)
        node.config.add_cleanup(lambda: shutil.rmtree(folder, ignore_errors=True))
    node.workerinput[NAME] = known


def folder_of(config: pytest.Config) -> Path | None:
    """The folder; None in a run of one process."""
    given: dict[str, Any] = getattr(config, "workerinput", {})
    return _folder(given[NAME]) if NAME in given else None


def _folder(name: str) -> Path:
    return Path(os.path.join(tempfile.gettempdir(), f"assay-{name}"))
