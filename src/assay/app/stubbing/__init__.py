"""The use case behind `assay stub`."""
