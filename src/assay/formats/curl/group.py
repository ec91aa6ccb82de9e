"""What one part of a command, up to --next, has asked for so far."""

from __future__ import annotations

from assay.model.errors import UsageError
from assay.model.transfer import OptionValue, Part

REQUESTS = {
    "GET": "a GET (-G, --get)",
    "HEAD": "a HEAD (-I, --head)",
    "form": "a form (-F, --form)",
    "data": "a POST of data (-d, --data)",
    "upload": "an upload (-T, --upload-file)",
}
"""The ways to choose what is sent; a part of a command has one of them."""


class Node:
    """A URL with where its answer goes and which file it uploads, in so far as they were given yet."""

    __slots__ = ("no_glob", "null", "output", "remote", "upload", "url", "url_set")

    def __init__(self, *, remote: bool) -> None:
        self.url = ""
        self.url_set = False
        self.no_glob = False
        self.output = ""
        self.remote = remote
        self.null = False
        self.upload = ""


class OpenPart:
    """A part of a form that may still get parts of its own."""

    __slots__ = ("headers", "name", "parts", "type")

    def __init__(self, name: str = "", type: str = "", headers: tuple[str, ...] = ()) -> None:  # noqa: A002
        self.name = name
        self.type = type
        self.headers = headers
        self.parts: list[Part | OpenPart] = []

    def closed(self) -> Part:
        """As a value."""
        return Part(name=self.name, type=self.type, headers=self.headers, parts=closed(self.parts))


def closed(parts: list[Part | OpenPart]) -> tuple[Part, ...]:
    """All parts as values."""
    return tuple(part.closed() if isinstance(part, OpenPart) else part for part in parts)


class Group:
    """The state that --next starts anew."""

    __slots__ = (
        "_outputs",
        "_uploads",
        "_urls",
        "data",
        "etag_compare",
        "form",
        "get",
        "globoff",
        "has_data",
        "head",
        "headers",
        "json",
        "method",
        "nodes",
        "open_forms",
        "options",
        "output",
        "query",
        "remote_name_all",
        "request",
    )

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.headers: list[str] = []
        self.data: list[bytes] = []
        self.has_data = False
        self.json = False
        self.get = False
        self.head = False
        self.globoff = False
        self.remote_name_all = False
        self.method = ""
        self.request = ""
        self.query: str | None = None
        self.etag_compare = ""
        self.form: OpenPart | None = None
        self.open_forms: list[OpenPart] = []
        self.options: dict[str, OptionValue] = {}
        self.output: dict[str, OptionValue] = {}
        self._urls = self._outputs = self._uploads = 0

    @property
    def has_url(self) -> bool:
        """Whether the first node has its URL."""
        return bool(self.nodes) and self.nodes[0].url_set

    @property
    def urls(self) -> int:
        """How many URLs were given."""
        return self._urls

    def url_node(self) -> Node:
        """The first node without a URL, made where there is none."""
        self._urls += 1
        return self._node(self._urls)

    def output_node(self) -> Node:
        """The first node without a place for its answer."""
        self._outputs += 1
        return self._node(self._outputs)

    def upload_node(self) -> Node:
        """The first node without a file to send."""
        self._uploads += 1
        return self._node(self._uploads)

    def _node(self, number: int) -> Node:
        if number > len(self.nodes):
            self.nodes.append(Node(remote=self.remote_name_all))
        return self.nodes[number - 1]

    def choose(self, request: str, *, where: str = "") -> None:
        """Settle what is sent. Raises UsageError where something else was chosen before."""
        if self.request not in ("", request):
            raise UsageError(
                f"{REQUESTS[request]} and {REQUESTS[self.request]} were asked for, and only one can be sent",
                where=where,
            )
        self.request = request
