"""A body in Postman's modes."""

from __future__ import annotations

import msgspec

from assay.formats.code.asked import FORM_TYPE, Asked, is_form, is_json
from assay.formats.code.faithful import form_pairs
from assay.formats.code.part import file_name, flat_parts, media_type
from assay.model.suite import BodyTemplate, Entry
from assay.model.transfer import Data, Form, Part, Upload


class PostmanBody(msgspec.Struct, frozen=True, kw_only=True):
    """The body; `asked` is without the headers that it brings along."""

    asked: Asked
    template: BodyTemplate | None = None
    losses: tuple[str, ...] = ()


def body_of(asked: Asked) -> PostmanBody:
    """The body of a request, whatever its kind."""
    if isinstance(asked.content, Data):
        return _data(asked, asked.content.content)
    if isinstance(asked.content, Form):
        return _form(asked, asked.content)
    if isinstance(asked.content, Upload):
        return PostmanBody(asked=asked, template=BodyTemplate(mode="file", src=asked.content.path))
    return PostmanBody(asked=asked)


def _data(asked: Asked, content: bytes) -> PostmanBody:
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        lost = "the body, which is binary (choose a file in its place)"
        return PostmanBody(asked=asked, template=BodyTemplate(mode="file"), losses=(lost,))
    if is_form(asked) and (pairs := form_pairs(text)):
        rows = tuple(Entry(key=name, value=value) for name, value in pairs)
        plain = (asked.header("content-type") or "").lower() == FORM_TYPE
        kept = asked.without("content-type") if plain else asked
        return PostmanBody(asked=kept, template=BodyTemplate(mode="urlencoded", urlencoded=rows))
    language = "json" if is_json(asked) else None
    return PostmanBody(asked=asked, template=BodyTemplate(mode="raw", raw=text, language=language))


def _form(asked: Asked, form: Form) -> PostmanBody:
    parts, losses = flat_parts(form)
    losses += [f"the headers of the part {part.name!r}" for part in parts if part.headers]
    losses += [
        f"the part {part.name!r} as a file that is not on the disk (choose one in its place)"
        for part in parts
        if part.content is not None and file_name(part) is not None
    ]
    rows = tuple(_field(part) for part in parts)
    template = BodyTemplate(mode="formdata", formdata=rows)
    return PostmanBody(asked=asked.without("content-type"), template=template, losses=tuple(losses))


def _field(part: Part) -> Entry:
    kind, name = media_type(part), file_name(part)
    if name is None and part.content is not None:
        return Entry(key=part.name, value=part.content.decode("utf-8", "replace"), type="text", content_type=kind)
    shown = part.file_name if part.file_name is not None else None
    return Entry(key=part.name, value="", type="file", src=part.path or None, content_type=kind, file_name=shown)
