"""The use case behind `assay promote`: a collection is run once, planned, proven, and written as pytest code."""
