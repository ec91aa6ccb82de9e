"""ETag and the conditional headers of RFC 9110, section 13."""

from typing import Any

from assay.demo.calls import Call, Reply
from assay.demo.problems import Problem


def etag(version: int) -> str:
    """The strong ETag of an object's version."""
    return f'"v{version}"'


def versioned(
    version: int, content: dict[str, Any], *, status: int = 200, headers: dict[str, str] | None = None
) -> Reply:
    """The answer with the object and its ETag."""
    return Reply(status=status, content=content, headers={**_headers(version), **(headers or {})})


def conditional(call: Call, version: int, content: dict[str, Any]) -> Reply:
    """The object, or 304 if If-None-Match holds its version, by weak comparison."""
    wanted = call.headers.get("If-None-Match")
    if wanted is None or not _holds(wanted.replace("W/", ""), version):
        return versioned(version, content)
    return Reply(status=304, headers=_headers(version))


def require_match(call: Call, version: int, *, required: bool = False) -> None:
    """412 if If-Match does not hold the version, by strong comparison; 428 if it is required and missing."""
    wanted = call.headers.get("If-Match")
    if wanted is None and required:
        raise Problem("precondition_required", "Send If-Match with the ETag that you read.")
    if wanted is not None and not _holds(wanted, version):
        raise Problem("precondition_failed", "The object has changed. Read it again.")


def _holds(wanted: str, version: int) -> bool:
    tags = [tag.strip() for tag in wanted.split(",")]
    return tags == ["*"] or etag(version) in tags


def _headers(version: int) -> dict[str, str]:
    """The caller may keep the object, if it asks each time whether it is still the same."""
    return {"ETag": etag(version), "Cache-Control": "private, no-cache", "Vary": "Authorization"}
