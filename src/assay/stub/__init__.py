"""A stand-in for a dependency: finds the mapping that a request fits, and answers as it says."""
