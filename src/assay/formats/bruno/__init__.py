"""Collections of Bruno: .bru files, its YAML files, and its exported JSON. They are read, and not written."""

from assay.formats.bruno.read import read_bruno, read_bruno_folder
from assay.formats.bruno.recognise import looks_like_bruno

__all__ = ["looks_like_bruno", "read_bruno", "read_bruno_folder"]
