"""Writes the plan as files: a conftest, a test module for each kind of resource, schemas, scripts and a README."""
