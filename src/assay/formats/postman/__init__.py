"""Postman's collections, environments and requests, from bytes or JSON to values and back."""

from assay.formats.postman.request import read_request
from assay.formats.postman.url import parse_url, url_text
from assay.formats.postman.write_request import request_json, rows_json, url_json

__all__ = ["parse_url", "read_request", "request_json", "rows_json", "url_json", "url_text"]
