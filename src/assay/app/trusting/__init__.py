"""Use cases that tell which tests can be believed."""
