"""`.http` and `.rest` files, in the dialects of JetBrains' HTTP Client and of VS Code's REST Client."""

from assay.formats.http_file.recognise import looks_like_requests

__all__ = ["looks_like_requests"]
