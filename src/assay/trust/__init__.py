"""What history and mutants say about the tests themselves."""
