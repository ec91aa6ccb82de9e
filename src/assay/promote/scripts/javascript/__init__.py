"""JavaScript as a tree of frozen nodes, read by a real parser."""
