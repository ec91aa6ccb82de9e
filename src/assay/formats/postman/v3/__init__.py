"""Postman's format v3: a collection as a folder of YAML files, one for each request."""

from assay.formats.postman.v3.environment import read_v3_environment
from assay.formats.postman.v3.folder import read_v3
from assay.formats.postman.v3.single import read_v3_file

__all__ = ["read_v3", "read_v3_environment", "read_v3_file"]
