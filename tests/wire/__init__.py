"""Servers of ours, on loopback: raw sockets and real clients."""
