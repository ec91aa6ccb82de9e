"""Media types taken apart (RFC 9110, section 8.3.1)."""

from __future__ import annotations

from assay.explain.pattern import Pattern

PARAMETER = Pattern(r';\s*([!#$%&\'*+.^_`|~\w-]+)\s*=\s*(?:"([^"]*)"|([^;\s"]*))')


def essence(value: str | None) -> str:
    """Type and subtype in lower case; empty where there is none."""
    return (value or "").partition(";")[0].strip().lower()


def parameter(value: str | None, name: str) -> str | None:
    """A parameter of a media type, as `charset`."""
    for found in PARAMETER.finditer((value or "")[:2000]):
        if found[1].lower() == name:
            return found[2] if found[2] is not None else found[3]
    return None


def is_json(kind: str) -> bool:
    """Whether a body of this essence is one JSON text."""
    return kind in ("application/json", "text/json") or kind.endswith("+json")


def is_json_lines(kind: str) -> bool:
    """Whether a body of this essence is a JSON text on each line."""
    return kind in ("application/x-ndjson", "application/ndjson", "application/jsonl", "application/json-seq") or (
        kind in ("application/x-jsonlines", "application/jsonlines", "application/stream+json")
    )


def is_xml(kind: str) -> bool:
    """Whether a body of this essence is XML."""
    return kind in ("application/xml", "text/xml") or kind.endswith("+xml")


def is_textual(kind: str) -> bool:
    """Whether a body of this essence is text."""
    return kind.startswith("text/") or is_json(kind) or is_xml(kind) or kind.endswith("javascript")


def in_list(value: str | None) -> list[str]:
    """The essences of a list such as Accept."""
    return [essence(each) for each in (value or "")[:4000].split(",") if each.strip()]
