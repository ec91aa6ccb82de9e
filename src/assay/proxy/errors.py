"""What the control interface refuses, in Toxiproxy's words and with its statuses."""

from __future__ import annotations


class Refused(Exception):
    """A request that cannot be carried out."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message


def bad_body(reason: str) -> Refused:
    """A body that is no JSON, or not of the form."""
    return Refused(400, f"bad request body: {reason}")


def missing(field: str) -> Refused:
    """A field that must be there."""
    return Refused(400, f"missing required field: {field}")


def no_proxy() -> Refused:
    """No proxy of this name."""
    return Refused(404, "proxy not found")


def proxy_exists() -> Refused:
    """A proxy of this name is there already."""
    return Refused(409, "proxy already exists")


def no_stream() -> Refused:
    """Neither upstream nor downstream."""
    return Refused(400, "stream was invalid, can be either upstream or downstream")


def no_type() -> Refused:
    """No such kind of toxic."""
    return Refused(400, "invalid toxic type")


def toxic_exists() -> Refused:
    """A toxic of this name is there already."""
    return Refused(409, "toxic already exists")


def no_toxic() -> Refused:
    """No toxic of this name."""
    return Refused(404, "toxic not found")
