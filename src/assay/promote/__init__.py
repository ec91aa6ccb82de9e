"""A collection becomes pytest code that its people own: translated, proven on mutants, merged with their edits."""
