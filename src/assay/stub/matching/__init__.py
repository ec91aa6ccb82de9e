"""Whether a request fits a mapping, and how far it is from doing so."""
