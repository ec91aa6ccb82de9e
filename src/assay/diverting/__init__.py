"""Sends what HTTP clients of this process ask of some origins to another address, and puts everything back."""
