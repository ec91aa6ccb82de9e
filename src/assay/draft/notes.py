"""Says what a person has to know before a draft runs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from assay.draft.anatomy import Anatomy
from assay.draft.content import FileContent, PartsContent

MOST_PLACES = 6


def notes_of(written: Sequence[Anatomy], changes: Mapping[int, tuple[str, ...]]) -> Iterator[str]:
    """Sentences: files, ways that a collection does not hold, what changes on its own."""
    for parts in written:
        yield from _files(parts)
        yield from _travel(parts)
    for n, places in changes.items():
        if places:
            more = f" and {len(places) - MOST_PLACES} more" if len(places) > MOST_PLACES else ""
            told = ", ".join(map(_place, places[:MOST_PLACES]))
            yield f"#{n} was sent twice: {told}{more} changed, and is not pinned."


def _place(pointer: str) -> str:
    return pointer or "the whole answer"


def _files(parts: Anatomy) -> Iterator[str]:
    content, n = parts.content, parts.call.n
    if isinstance(content, FileContent) and not content.path:
        yield f"The body of #{n} is no text, or too large for a collection: name a file for it in Postman's Body."
    elif isinstance(content, FileContent) and content.path in ("-", "."):
        yield f"The body of #{n} came from standard input: name a file for it in Postman's Body."
    files = [path for row in content.rows for path in row.files] if isinstance(content, PartsContent) else []
    if isinstance(content, FileContent) and content.path not in ("", "-", "."):
        files.append(content.path)
    for path in files:
        if path.startswith(("/", "~", "../")) or path == "-":
            yield f"#{n} sends the file {path}: `assay run` reads it only below its --working-dir."


def _travel(parts: Anatomy) -> Iterator[str]:
    options = parts.call.transfer.options
    if options.get("cert"):
        yield f"#{parts.call.n} showed a client certificate: give it to `assay run` with --ssl-client-cert."
    if options.get("proxy") or options.get("unix-socket"):
        yield f"#{parts.call.n} went through a proxy or socket, which a collection does not hold."
