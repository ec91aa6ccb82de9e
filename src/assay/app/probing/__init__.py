"""The use case behind `assay probe`."""
