"""Every refusal in one stable shape: RFC 9457 with a `code` for programs and the broken rules in `errors`."""

from typing import Any, Literal

import msgspec

from assay.demo.calls import Reply

MEDIA_TYPE = "application/problem+json"
MOST_ERRORS = 20

# code: (status, title)
PROBLEMS: dict[str, tuple[int, str]] = {
    "malformed_request": (400, "Malformed request"),
    "unauthenticated": (401, "Authentication required"),
    "invalid_token": (401, "Invalid token"),
    "token_expired": (401, "Token expired"),
    "invalid_credentials": (401, "Invalid credentials"),
    "refresh_token_invalid": (401, "Invalid refresh token"),
    "refresh_token_reused": (401, "Refresh token used twice"),
    "forbidden": (403, "Forbidden"),
    "insufficient_scope": (403, "Insufficient scope"),
    "wrong_tenant": (403, "Wrong tenant"),
    "not_owner": (403, "Not the owner"),
    "not_found": (404, "Not found"),
    "method_not_allowed": (405, "Method not allowed"),
    "not_acceptable": (406, "Not acceptable"),
    "username_taken": (409, "Username taken"),
    "email_taken": (409, "Email taken"),
    "sku_taken": (409, "SKU taken"),
    "product_in_use": (409, "Product in use"),
    "already_reviewed": (409, "Already reviewed"),
    "insufficient_stock": (409, "Insufficient stock"),
    "amount_mismatch": (409, "Amount mismatch"),
    "payment_declined": (409, "Payment declined"),
    "order_state": (409, "Wrong order state"),
    "user_disabled": (409, "User disabled"),
    "own_account": (409, "Own account"),
    "report_not_ready": (409, "Report not ready"),
    "coupon_taken": (409, "Coupon taken"),
    "coupon_used_up": (409, "Coupon used up"),
    "coupon_redeemed": (409, "Coupon redeemed"),
    "precondition_failed": (412, "Precondition failed"),
    "too_large": (413, "Content too large"),
    "unsupported_media_type": (415, "Unsupported media type"),
    "invalid_request": (422, "Invalid request"),
    "unknown_reference": (422, "Unknown reference"),
    "duplicate_item": (422, "Duplicate item"),
    "idempotency_key_reused": (422, "Idempotency key reused"),
    "precondition_required": (428, "Precondition required"),
    "internal_error": (500, "Internal error"),
    "partner_failed": (502, "Bad answer of a partner"),
    "partner_unavailable": (503, "Partner not available"),
    "partner_late": (504, "Partner did not answer in time"),
}


class Violation(msgspec.Struct, frozen=True, kw_only=True):
    """A broken rule: `pointer` is a JSON Pointer into the body, or the name of the parameter."""

    place: Literal["body", "query", "path", "header", "cookie"] = msgspec.field(name="in", default="body")
    pointer: str
    rule: str
    message: str


class Problem(Exception):
    """A refusal; raised anywhere, answered by the gate.

    `detail` is for people and must hold nothing internal and nothing that the caller sent.
    """

    def __init__(
        self,
        code: str,
        detail: str,
        *,
        violations: tuple[Violation, ...] = (),
        headers: dict[str, str] | None = None,
    ) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail
        self.violations = violations
        self.headers = headers or {}


def invalid(violations: list[Violation]) -> Problem:
    """The 422 for a request that breaks the contract's schemas."""
    places = "1 place" if len(violations) == 1 else f"{len(violations)} places"
    detail = f"The request breaks the contract in {places}."
    return Problem("invalid_request", detail, violations=tuple(violations))


def unknown_reference(pointer: str, message: str) -> Problem:
    """The 422 for a body that names what the caller does not have."""
    violation = Violation(pointer=pointer, rule="unknown_reference", message=message)
    detail = "A value of the body does not fit what there is."
    return Problem("unknown_reference", detail, violations=(violation,))


def problem_reply(problem: Problem) -> Reply:
    """The answer that tells a refusal."""
    status, title = PROBLEMS[problem.code]
    content: dict[str, Any] = {
        "type": f"https://shop.example/problems/{problem.code}",
        "title": title,
        "status": status,
        "code": problem.code,
        "detail": problem.detail,
        "errors": problem.violations[:MOST_ERRORS],
    }
    return Reply(status=status, content=content, media_type=MEDIA_TYPE, headers=problem.headers)
