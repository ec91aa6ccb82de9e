"""All faults by name; a name that is unknown is told with the nearest."""

from __future__ import annotations

import difflib

from assay.faults import (
    absurd_number,
    bandwidth,
    broken_chunks,
    close_before_answer,
    compressed_garbage,
    dribble,
    duplicate_answer,
    duplicate_items,
    empty_body,
    empty_list,
    endless_headers,
    expired_certificate,
    html_instead,
    huge_json,
    invalid_utf8,
    malformed_json,
    missing_field,
    negative_number,
    nested_json,
    no_http,
    null_body,
    null_field,
    pages_out_of_order,
    redirect_loop,
    refused,
    reset_after_answer,
    reset_before_answer,
    reset_in_body,
    reset_in_headers,
    reset_in_upload,
    reset_on_connect,
    silent,
    sliced,
    slow_close,
    slow_connect,
    slow_first_byte,
    stale_answer,
    status,
    status_429,
    timeout_before_answer,
    timeout_in_body,
    timeout_in_headers,
    timeout_in_upload,
    tls_stall,
    truncated_body,
    truncated_json,
    unexpected_state,
    unknown_enum,
    unresolvable,
    wrong_charset,
    wrong_content_type,
    wrong_length,
    wrong_type_field,
)
from assay.faults.fault import PHASES, Fault
from assay.model.errors import UsageError

_MODULES = (
    absurd_number,
    bandwidth,
    broken_chunks,
    close_before_answer,
    compressed_garbage,
    dribble,
    duplicate_answer,
    duplicate_items,
    empty_body,
    empty_list,
    endless_headers,
    expired_certificate,
    html_instead,
    huge_json,
    invalid_utf8,
    malformed_json,
    missing_field,
    negative_number,
    nested_json,
    no_http,
    null_body,
    null_field,
    pages_out_of_order,
    redirect_loop,
    refused,
    reset_after_answer,
    reset_before_answer,
    reset_in_body,
    reset_in_headers,
    reset_in_upload,
    reset_on_connect,
    silent,
    sliced,
    slow_close,
    slow_connect,
    slow_first_byte,
    stale_answer,
    status_429,
    timeout_before_answer,
    timeout_in_body,
    timeout_in_headers,
    timeout_in_upload,
    tls_stall,
    truncated_body,
    truncated_json,
    unexpected_state,
    unknown_enum,
    unresolvable,
    wrong_charset,
    wrong_content_type,
    wrong_length,
    wrong_type_field,
)
_FAULTS = (*(module.FAULT for module in _MODULES), *status.FAULTS)
FAULTS: dict[str, Fault] = {
    fault.name: fault for fault in sorted(_FAULTS, key=lambda fault: (PHASES.index(fault.phase), fault.name))
}
"""By name; in the order of their phases."""


def named(name: str) -> Fault:
    """The fault of this name. Raises UsageError."""
    if name in FAULTS:
        return FAULTS[name]
    near = difflib.get_close_matches(name, FAULTS, 3, 0.5)
    remedy = f"Did you mean {' or '.join(near)}?" if near else "`assay break --list` names all of them."
    raise UsageError(f"there is no fault {name!r}", remedy=remedy)
