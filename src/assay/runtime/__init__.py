"""Interprets commands against the world: loop, clock, concurrency, limits, and consent."""
