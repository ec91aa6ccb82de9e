"""Makes the transfers of one part of a command, one after the other, as they are asked for."""

from __future__ import annotations

from collections.abc import Iterator

from assay.formats.curl import globs
from assay.formats.curl.data import stripped
from assay.formats.curl.group import Group, Node, closed
from assay.formats.curl.octets import to_text
from assay.formats.curl.refusal import OutputNameError
from assay.formats.curl.world import World, contents
from assay.model.errors import AssayError, UsageError
from assay.model.transfer import Content, Data, Form, Job, OptionValue, Transfer, Upload

NAMELESS = "curl_response"
"""Where -O puts the answer of a URL without a file name."""
STDIN = ("-", ".")


def jobs(group: Group, number: int, world: World, warnings: list[str]) -> Iterator[Job]:
    """One job for each URL and each file that is sent to it.

    Raises UrlError for a broken glob, UsageError for two kinds of request in one part, or where there is no URL.
    """
    if not group.has_url:
        raise UsageError("no URL is given", remedy="`assay curl --help` shows examples.")
    maker = _Maker(group, number, world, warnings)
    for node in group.nodes:
        if not node.url_set:
            warnings.append("there are more -o, -O or -T than URLs")
            return
        yield from maker.of(node)


class _Maker:
    def __init__(self, group: Group, number: int, world: World, warnings: list[str]) -> None:
        self.group = group
        self.number = number
        self.warnings = warnings
        self.query = group.query
        self.content = self._content()
        self.headers = _headers(group, world, warnings)

    def _content(self) -> Content | None:
        group = self.group
        if group.has_data and group.get:
            group.choose("HEAD" if group.head else "GET", where="--get")
            self.query = to_text(b"".join(group.data))
            return None
        if group.has_data:
            group.choose("data")
            return Data(content=b"".join(group.data))
        if group.form is not None:
            return Form(parts=closed(group.form.parts))
        return None

    def of(self, node: Node) -> Iterator[Job]:
        """The jobs of one URL with its globs."""
        uploads = _parsed(node.upload, plain=self.group.globoff)
        targets = _parsed(node.url, plain=self.group.globoff or node.no_glob)
        for upload, _ in uploads:
            if upload:
                self.group.choose("upload")
            for url, places in targets:
                output = self._output(node, url, targets, places)
                yield Job(transfer=self._transfer(url, upload), output=output, group=self.number)

    def _transfer(self, url: str, upload: str) -> Transfer:
        group = self.group
        if (upload and upload not in STDIN) or self.query is not None:
            url = self._completed(url, upload)
        return Transfer(
            url=url,
            method=group.method,
            head=group.head,
            headers=self.headers,
            content=Upload(path=upload) if upload else self.content,
            options=group.options,
        )

    def _completed(self, url: str, upload: str) -> str:
        """The URL with the name of the file and the query that belong to it."""
        from assay.formats.curl import urls  # few commands need it

        if upload and upload not in STDIN:
            url = urls.with_file_name(url, upload)
        return url if self.query is None else urls.with_query(url, self.query)

    def _output(self, node: Node, url: str, targets: globs.Glob, places: list[int]) -> dict[str, OptionValue]:
        if node.null:
            return {**self.group.output, "out-null": True}
        if node.remote:
            return {**self.group.output, "remote-name": True, "output": self._remote_name(url)}
        if not node.output:
            return self.group.output
        name = targets.filled(node.output, places)
        if not name:
            raise OutputNameError("the name of the output file is empty once its globs are filled in", where="--output")
        return {**self.group.output, "output": name}

    def _remote_name(self, url: str) -> str:
        from assay.formats.curl import urls

        name = urls.remote_name(url)
        if not name:
            self.warnings.append(f"the URL names no file, so its answer goes to {NAMELESS}")
        return name or NAMELESS


def _parsed(text: str, *, plain: bool) -> globs.Glob:
    return globs.plain(text) if plain or not text else globs.parse(text)


def _headers(group: Group, world: World, warnings: list[str]) -> tuple[str, ...]:
    """The headers of -H, with those that --json and --etag-compare bring."""
    headers = list(group.headers)
    if group.json:
        for name in ("Content-Type", "Accept"):
            if not _among(headers, name):
                headers.append(f"{name}: application/json")
    if group.etag_compare:
        headers.append(f"If-None-Match: {_etag(group.etag_compare, world, warnings)}")
    return tuple(headers)


def _among(headers: list[str], name: str) -> bool:
    starts = (f"{name.lower()}:", f"{name.lower()};")
    return any(header.lower().startswith(starts) for header in headers)


def _etag(path: str, world: World, warnings: list[str]) -> str:
    try:
        found = to_text(stripped(contents(world, path, where="--etag-compare")))
    except AssayError as error:
        warnings.append(str(error))
        found = ""
    return found or '""'
