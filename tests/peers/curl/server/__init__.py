"""A loopback site for curl commands that keeps the raw bytes of each request on each connection."""
