"""assay's own stub file, in TOML, YAML or JSON: routes in short forms."""

from __future__ import annotations

from assay.formats.stub_file.read import StubFile, read_stub_file

__all__ = ["StubFile", "read_stub_file"]
