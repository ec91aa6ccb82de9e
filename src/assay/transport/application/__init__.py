"""Requests that never leave the process: an ASGI or WSGI application is called in the place of a server."""
