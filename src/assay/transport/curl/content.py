"""What is sent after the head, in libcurl's terms: bytes, a form, or a stream; with the method that goes with it."""

from __future__ import annotations

from typing import BinaryIO

import pycurl

from assay.model.transfer import Data, Form, Part, Transfer, Upload
from assay.transport.curl import libcurl
from assay.transport.curl.asked import Asked
from assay.transport.curl.handle import Handle, code_of, octets
from assay.transport.curl.libcurl import FAILED_INIT, READ_ERROR
from assay.transport.curl.refused import Refused
from assay.transport.curl.source import Source

DEEPEST = 32
"""Levels of multipart inside multipart."""


def set_content(
    handle: Handle, transfer: Transfer, asked: Asked, standard_input: BinaryIO | None, resume: int
) -> Source | pycurl.CurlMime | None:
    """Raises Refused. What is returned must live as long as the transfer, and be closed after it."""
    kept: Source | pycurl.CurlMime | None = None
    match transfer.content:
        case Data(content=content):
            handle.number(pycurl.POST, 1)
            handle.thing(pycurl.POSTFIELDS, content, "data")
        case Form(parts=parts):
            kept = _form(handle, parts, standard_input, 0)
            handle.thing(pycurl.MIMEPOST, kept, "form")
            if asked.flag("form-escape"):
                handle.number(libcurl.MIME_OPTIONS, libcurl.MIMEOPT_FORMESCAPE)
        case Upload(path=path):
            kept = _upload(handle, path, standard_input, resume)
        case None:
            if transfer.head:
                handle.number(pycurl.NOBODY, 1)
    if transfer.method:
        if any(character in transfer.method for character in "\r\n"):
            raise Refused(FAILED_INIT, f"-X {transfer.method!r} is no method: it does not stay on its line")
        handle.text(pycurl.CUSTOMREQUEST, transfer.method, "request")
    return kept


def resumed(content: Source, asked: Asked, resume: int) -> tuple[str, ...]:
    """The header that tells which bytes of a file are sent (-C, "-" for all of them), which libcurl leaves out."""
    if content.size is None or not (resume or asked.text("continue-at") == "-"):
        return ()
    whole = resume + content.size
    return (f"Content-Range: bytes {resume}-{whole - 1}/{whole}",)


def _upload(handle: Handle, path: str, standard_input: BinaryIO | None, resume: int) -> Source:
    source = Source(path, standard_input, resume)
    handle.number(pycurl.UPLOAD, 1)
    if source.size is not None:
        handle.number(pycurl.INFILESIZE_LARGE, source.size)
    return source


def _form(handle: Handle, parts: tuple[Part, ...], standard_input: BinaryIO | None, depth: int) -> pycurl.CurlMime:
    if depth > DEEPEST:
        raise Refused(FAILED_INIT, f"the form is nested more than {DEEPEST} deep")
    form = pycurl.CurlMime(handle.curl)
    for part in parts:
        try:
            _fill(handle, form.addpart(), part, standard_input, depth)
        except pycurl.error as error:
            raise _unreadable(part, error) from error
        except ValueError as error:
            raise Refused(
                libcurl.BAD_ARGUMENT, f"the part {part.name!r} of the form cannot be sent: {error}"
            ) from error
    return form


def _fill(handle: Handle, into: pycurl.CurlMimePart, part: Part, standard_input: BinaryIO | None, depth: int) -> None:
    if part.parts:
        into.subparts(_form(handle, part.parts, standard_input, depth + 1))
    elif part.path == "-":
        into.data(standard_input.read() if standard_input is not None else b"")
    elif part.path and part.file_name == "":
        _read_in(into, part.path)
    elif part.path:
        into.filedata(octets(part.path))
    else:
        into.data(part.content or b"")
    _describe(into, part)


def _describe(into: pycurl.CurlMimePart, part: Part) -> None:
    name = "-" if part.path == "-" and part.file_name is None else part.file_name
    if name:
        into.filename(octets(name))
    if part.name:
        into.name(octets(part.name))
    if part.type:
        into.type(octets(part.type))
    if part.headers:
        into.headers([octets(line) for line in part.headers])
    if part.encoder:
        into.encoder(octets(part.encoder))


def _read_in(into: pycurl.CurlMimePart, path: str) -> None:
    """-F name=<file sends the content alone, while a file that libcurl opens itself would be named."""
    source = Source(path, None)
    into.data_cb(
        -1 if source.size is None else source.size,
        lambda _, size: source.read(size),
        lambda _, offset, origin: source.seek(offset, origin),
        lambda _: source.close(),
    )


def _unreadable(part: Part, error: pycurl.error) -> Refused:
    code = code_of(error, READ_ERROR)
    if code == READ_ERROR and part.path:
        return Refused(READ_ERROR, f"cannot read {part.path!r} for the part {part.name!r} of the form")
    said = pycurl.easy_strerror(code)
    return Refused(code, f"the part {part.name!r} of the form cannot be sent: {said}")
