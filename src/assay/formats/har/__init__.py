"""HTTP archives (HAR 1.1 and 1.2), as browsers, Playwright, Charles and Fiddler write them."""

from assay.formats.har.read import read_har
from assay.formats.har.write import exchanges_har, write_har

__all__ = ["exchanges_har", "read_har", "write_har"]
