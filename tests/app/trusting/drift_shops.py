"""The drifts that are planted between two shops, written down before anything looks for them."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import NamedTuple

from assay.demo import resources
from assay.demo.serve import serving


class Drift(NamedTuple):
    """A defect of the second shop, and how it is to be told: by rule, operation and the end of the place."""

    defect: str
    rule: str
    operation: str
    where: str


GROUPS: dict[str, tuple[Drift, ...]] = {
    "types and headers": (
        Drift("price-as-text", "drift-type", "GET /v1/products/{product_id}", "/price_cents"),
        Drift("tags-null", "drift-null", "GET /v1/products", "/items/*/tags"),
        Drift("date-in-german", "drift-format", "GET /v1/me", "/created_at"),
        Drift("status-shouted", "drift-enum", "GET /v1/orders", "/items/*/status"),
        Drift("margin-shown", "drift-new", "GET /v1/orders/{order_id}", "/margin_cents"),
        Drift("etag-missing", "drift-header", "GET /v1/products/{product_id}", "etag"),
        Drift("challenge-missing", "drift-header", "GET /v1/me", "www-authenticate"),
        Drift("sniffing-allowed", "drift-header", "GET /v1/me", "x-content-type-options"),
        Drift("server-told", "drift-version", "GET /v1/me", "server"),
        Drift("errors-short", "drift-error", "GET /v1/orders", "/errors"),
        Drift("redeemers-shown", "drift-new", "GET /v1/coupons", "/items/*/redeemed_by"),
        Drift("password-shown", "drift-new", "GET /v1/users", "/items/*/password"),
    ),
    "values and lists": (
        Drift("name-null", "drift-null", "GET /v1/products/{product_id}", "/name"),
        Drift("undeclared-type", "drift-media", "GET /health", "Content-Type"),
        Drift("debug-header", "drift-header", "GET /v1/products/{product_id}", "x-debug-cache"),
        Drift("framing-allowed", "drift-header", "GET /v1/me", "content-security-policy"),
        Drift("debug-page", "drift-media", "GET (a path that there is not)", "Content-Type"),
        Drift("users-without-login", "drift-status", "GET /v1/users", "(no credentials)"),
        Drift("refused-with-200", "drift-status", "GET /v1/users/{user_id}", "(an unknown id)"),
        Drift("tokens-listed", "drift-new", "GET /v1/users", "/items/*/refresh_token"),
        Drift("author-shown", "drift-new", "GET /v1/reviews/{review_id}", "/author_email"),
        Drift("limit-ignored", "drift-page", "GET /v1/products", "?limit"),
        Drift("sort-upside-down", "drift-order", "GET /v1/products", "/items"),
        Drift("rivals-shown", "drift-new", "GET /v1/products/{product_id}", "/elsewhere"),
    ),
    "statuses and times": (
        Drift("slow-search", "drift-latency", "GET /v1/search", ""),
        Drift("search-without-login", "drift-status", "GET /v1/search", "(no credentials)"),
        Drift("unknown-is-500", "drift-status", "GET /v1/orders/{order_id}", "(an unknown id)"),
        Drift("admins-refused", "drift-status", "GET /v1/coupons", ""),
        Drift("limit-text-crash", "drift-status", "GET /v1/users", "(text for the number limit)"),
        Drift("error-shape-wanders", "drift-error", "GET /v1/reviews/{review_id}", ""),
        Drift("filter-ignored", "drift-filter", "GET /v1/orders", "?status"),
    ),
}
SECRETS = {"ADA_PW": "ada-secret-1", "ALICE_PW": "alice-secret-1"}
PROJECT = """
[project]
contract = {contract}
collection = {collection}
[environment.one]
url = "{one}"
[environment.two]
url = "{two}"
[identity.ada]
login = {{ request = "Auth/Login", username = "ada", password = "${{ADA_PW}}", token = "/access_token" }}
[identity.alice]
login = {{ request = "Auth/Login", username = "alice", password = "${{ALICE_PW}}", token = "/access_token" }}
"""


@contextmanager
def shops(folder: Path, defects: Sequence[str] = ()) -> Iterator[tuple[str, str]]:
    """Two shops of other data, the second with these defects, and a project that knows both."""
    with ExitStack() as stack:
        one = stack.enter_context(serving(seed=1))
        two = stack.enter_context(serving(seed=20261124, defects=defects))
        project(folder, one, two)
        yield one, two


def project(folder: Path, one: str, two: str) -> None:
    """assay.toml with both environments."""
    contract, collection = (json.dumps(str(path)) for path in (resources.contract(), resources.collection()))
    text = PROJECT.format(one=one, two=two, contract=contract, collection=collection)
    (folder / "assay.toml").write_text(text)
