"""`.http` and `.rest` files, in the dialects of JetBrains' HTTP Client and of VS Code's REST Client."""

from assay.formats.http_file.environments import BESIDE
from assay.formats.http_file.read import read_http_file
from assay.formats.http_file.recognise import looks_like_requests
from assay.formats.http_file.write import write_http_file

__all__ = ["BESIDE", "looks_like_requests", "read_http_file", "write_http_file"]
