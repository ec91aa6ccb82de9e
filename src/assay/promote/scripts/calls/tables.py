"""Everything of the sandbox that has a meaning in Python, by its full name."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from assay.promote.scripts import sends
from assay.promote.scripts.calls import (
    encodings,
    lists,
    lodash,
    moments,
    numbers,
    objects,
    response,
    schemas,
    texts,
    variables,
)

Handler = Callable[..., Any]
# The handlers speak to Expressions, which needs these tables: their types are told in each module.
CALLS: dict[str, Handler] = {
    **response.CALLS,
    **variables.CALLS,
    **objects.CALLS,
    **numbers.CALLS,
    **schemas.CALLS,
    **lodash.CALLS,
    **moments.CALLS,
    **encodings.CALLS,
    **sends.CALLS,
}
METHODS: dict[str, Handler] = {
    **texts.METHODS,
    **lists.METHODS,
    **objects.METHODS,
    **numbers.METHODS,
    **moments.METHODS,
}
PROPERTIES: dict[str, Handler] = {**response.PROPERTIES, **variables.PROPERTIES, **numbers.PROPERTIES}

GLOBALS: dict[str, str] = {
    name: name
    for name in """
        pm postman tests JSON Object Array Math Number String Boolean Date Set RegExp parseInt parseFloat isNaN
        isFinite _ moment tv4 Ajv console environment globals responseHeaders responseCode require chai assert data
        cheerio xml2Json CryptoJS Promise encodeURIComponent decodeURIComponent
        encodeURI atob btoa request iteration expect
    """.split()  # noqa: SIM905 - a list of words
}
