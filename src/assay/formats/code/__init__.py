"""A curl command in another form: HAR, JSON, Python, pytest, HTTPie, Postman, fetch."""

from assay.formats.code.render import KINDS, render

__all__ = ["KINDS", "render"]
