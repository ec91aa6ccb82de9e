"""Exports of Insomnia, in format 4 (JSON or YAML) and format 5 (YAML). They are read, and not written."""

from assay.formats.insomnia.read import read_insomnia
from assay.formats.insomnia.recognise import looks_like_insomnia

__all__ = ["looks_like_insomnia", "read_insomnia"]
