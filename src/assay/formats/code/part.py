"""What curl sends of a form's part beside its content: a file name, and a media type that it guesses by it."""

from __future__ import annotations

from assay.model.transfer import Form, Part

_TYPES = {
    "gif": "image/gif", "jpg": "image/jpeg", "jpeg": "image/jpeg", "png": "image/png", "svg": "image/svg+xml",
    "txt": "text/plain", "htm": "text/html", "html": "text/html", "pdf": "application/pdf", "xml": "application/xml",
}  # fmt: skip


def file_name(part: Part) -> str | None:
    """The name in Content-Disposition; None for an ordinary field."""
    if part.file_name is not None:
        return part.file_name
    return part.path.replace("\\", "/").rpartition("/")[2] if part.path else None


def media_type(part: Part) -> str:
    """The type as given, else as curl guesses it for a file; empty for an ordinary field."""
    name = file_name(part)
    if part.type or name is None:
        return part.type
    return _TYPES.get(name.rpartition(".")[2].lower(), "application/octet-stream")


def flat_parts(form: Form) -> tuple[list[Part], list[str]]:
    """(the parts without further parts in them, losses)."""
    flat = [part for part in form.parts if not part.parts]
    losses = [f"the nested parts of {part.name!r}" for part in form.parts if part.parts]
    losses += [f"the encoder {part.encoder} of {part.name!r}" for part in flat if part.encoder]
    return flat, losses
