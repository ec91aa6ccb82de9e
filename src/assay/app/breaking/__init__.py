"""The use case behind `assay break`."""
