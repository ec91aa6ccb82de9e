"""assay: one tool for the whole life of an API test."""

__version__ = "0.1.0"
