"""Postman's collections, environments and requests, from bytes or JSON to values and back.

Format v3 is in its own package, `v3`: YAML takes longer to import than a JSON collection to read.
"""

from assay.formats.postman.collection import read_collection
from assay.formats.postman.exported import exported_json
from assay.formats.postman.request import read_request
from assay.formats.postman.scope import read_environment
from assay.formats.postman.url import parse_url, url_text
from assay.formats.postman.variables import read_variables, variable_json
from assay.formats.postman.write import collection_json, environment_json
from assay.formats.postman.write_request import request_json, rows_json, url_json

__all__ = [
    "collection_json",
    "environment_json",
    "exported_json",
    "parse_url",
    "read_collection",
    "read_environment",
    "read_request",
    "read_variables",
    "request_json",
    "rows_json",
    "url_json",
    "url_text",
    "variable_json",
]
