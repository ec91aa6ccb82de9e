"""Where the demo's files are: its contract, collection, environment and data rows."""

from importlib.resources import files
from importlib.resources.abc import Traversable


def contract() -> Traversable:
    """The OpenAPI 3.1 document (YAML)."""
    return files("assay.demo") / "openapi.yaml"


def collection() -> Traversable:
    """The Postman v2.1 collection."""
    return files("assay.demo") / "collection" / "shop.postman_collection.json"


def environment() -> Traversable:
    """The Postman environment for a local shop; `base_url` is the variable to point it elsewhere."""
    return files("assay.demo") / "collection" / "local.postman_environment.json"


def data() -> Traversable:
    """Data rows for the collection's iterations (CSV): who shops, how much."""
    return files("assay.demo") / "collection" / "shoppers.csv"
