"""curl's command line, read as values and written again."""

from __future__ import annotations

from assay.formats.curl.command import Command, read_command
from assay.formats.curl.refusal import number
from assay.formats.curl.world import World

__all__ = ["Command", "World", "number", "read_command"]
