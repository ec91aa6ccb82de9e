"""A loopback site that keeps every request exactly as it came off the wire."""
