"""Hurl files: requests with captures and asserts, as plain text. They are read, and not written."""

from assay.formats.hurl.read import read_hurl
from assay.formats.hurl.recognise import looks_like_hurl

__all__ = ["looks_like_hurl", "read_hurl"]
