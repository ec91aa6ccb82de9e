"""Answers what is not HTTP with a 400 in the one shape of errors, where uvicorn alone would answer plain text."""

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from assay.demo.problems import Problem, problem_reply
from assay.demo.rendering import rendered


class ShopProtocol(HttpToolsProtocol):
    """HTTP/1.1 as uvicorn speaks it, but for the refusal of what it cannot read."""

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 - the signature is uvicorn's
        """Answers and closes; `msg`, which tells of uvicorn, is left out."""
        response = rendered(problem_reply(Problem("malformed_request", "This is not a request of HTTP/1.1.")))
        lines = [b"%s: %s\r\n" % pair for pair in (*response.raw_headers, (b"connection", b"close"))]
        self.transport.write(b"HTTP/1.1 400 Bad Request\r\n" + b"".join(lines) + b"\r\n" + bytes(response.body))
        self.transport.close()
