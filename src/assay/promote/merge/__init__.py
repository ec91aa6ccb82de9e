"""Three-way merge by function: what was written then, what stands now, and what would be written today."""
