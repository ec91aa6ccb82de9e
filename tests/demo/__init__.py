"""Tests of the demo shop, over real sockets."""
