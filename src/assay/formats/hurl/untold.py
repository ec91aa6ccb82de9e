"""What has no words in Postman's sandbox."""

from __future__ import annotations


class Untold(Exception):
    """Says what it is, as a clause: `the filter htmlUnescape has no counterpart`."""
