"""The network side, with real sockets on loopback."""
