"""Input that the contract forbids, one violated rule at a time: an API must refuse it."""
