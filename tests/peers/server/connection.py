"""One client connection: requests in, answers out, until either side closes."""

from __future__ import annotations

import socket
import ssl
import time

import msgspec

from .answers import Answer, body_bytes, head_bytes
from .routes import answer_to
from .state import State
from .wire import Head, Malformed, RawRequest, read_body, read_head


def client_name(connection: socket.socket) -> str:
    certificate = connection.getpeercert() if isinstance(connection, ssl.SSLSocket) else None
    if not certificate:
        return ""
    return next((value for field in certificate["subject"] for key, value in field if key == "commonName"), "")


def send(connection: socket.socket, answer: Answer, method: str) -> bool:
    """Write the answer; False when the connection is to be closed after it."""
    if answer.raw is not None:
        connection.sendall(answer.raw)
        return not answer.close
    time.sleep(answer.pause)
    head, body = head_bytes(answer), body_bytes(answer, method)
    if answer.stall:
        connection.sendall(head)
        time.sleep(answer.stall)
        connection.sendall(body)
    else:
        connection.sendall(head + body[: answer.cut])
    return answer.cut is None and not answer.close


def take(connection: socket.socket, stream, head: Head, listener: str) -> RawRequest:
    if head.expects_continue:
        connection.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
    return RawRequest(
        listener=listener,
        method=head.method,
        target=head.target,
        version=head.version,
        headers=head.headers,
        body=read_body(stream, head.headers),
        client=client_name(connection),
    )


def serve(connection: socket.socket, state: State, listener: str) -> None:
    """Answer every request of one connection."""
    with connection, connection.makefile("rb") as stream:
        try:
            while head := read_head(stream):
                request = take(connection, stream, head, listener)
                state.record(request)
                answer = answer_to(request, state)
                if not head.keeps_alive:
                    answer = msgspec.structs.replace(answer, headers=(*answer.headers, ("Connection", "close")))
                if not send(connection, answer, request.method) or not head.keeps_alive:
                    return
        except (OSError, Malformed, ValueError):
            return  # the client went away or sent no HTTP: there is nobody to answer
