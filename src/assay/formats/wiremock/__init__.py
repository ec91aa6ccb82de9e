"""Stub mappings in WireMock's JSON, read as its server reads them, and given back."""
