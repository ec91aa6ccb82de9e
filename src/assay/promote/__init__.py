"""A collection becomes pytest code that its people own: scripts translated, proven on mutants, merged with their edits."""
