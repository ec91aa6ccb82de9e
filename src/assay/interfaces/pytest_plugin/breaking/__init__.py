"""The fixtures `stub` and `proxy`: dependencies that a test stands in for, and breaks on purpose."""
