"""From the answer of a mapping to what goes out on the connection."""
