"""Requests out, exchanges back: the room that opens client sockets."""
