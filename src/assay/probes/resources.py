"""Which operations make, list, read, change and remove the same kind of thing, read off the paths of a contract."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

import msgspec

from assay.model.contract import Contract, Operation

_LAST_VARIABLE = re.compile(r"^(?P<parent>.*)/\{(?P<parameter>[^{}/]+)\}$")
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|\d+")
_IDS = ("id", "ids", "uuid", "key", "slug", "code", "number", "no", "ref", "name")


class Resource(msgspec.Struct, frozen=True, kw_only=True):
    """One kind of thing, addressed by one path parameter."""

    name: str
    """Singular, in lower case: `order`."""
    item: str
    """`/v1/orders/{order_id}`."""
    parameter: str
    """The last variable of `item`."""
    create: Operation | None = None
    """POST to the list, or PUT to a path that the client chooses."""
    list: Operation | None = None
    read: Operation | None = None
    replace: Operation | None = None
    """PUT."""
    patch: Operation | None = None
    remove: Operation | None = None
    below: tuple[Operation, ...] = ()
    """Operations on further paths below the item that address nothing else: actions and parts of the thing."""

    @property
    def changes(self) -> tuple[Operation, ...]:
        """What changes a thing and leaves it there."""
        return tuple(one for one in (self.patch, self.replace) if one is not None)


class Resources:
    """The resources of a contract, by path and by name."""

    def __init__(self, contract: Contract) -> None:
        self._by_path: dict[str, dict[str, Operation]] = {}
        for operation in contract.operations:
            self._by_path.setdefault(operation.path.rstrip("/") or "/", {})[operation.method] = operation
        self._by_noun: dict[tuple[str, str], Operation] = {}
        self._below: dict[str, list[Operation]] = {}
        for path, methods in self._by_path.items():
            self._index(path, methods)
        self.all: tuple[Resource, ...] = tuple(self._found())
        self._by_item = {one.item: one for one in self.all}
        self._by_name: dict[str, list[Resource]] = {}
        self._made_by: dict[int, Resource] = {}
        self._about: dict[int, Resource] = {}
        """By the identity of the operation, which lives as long as the contract."""
        for one in self.all:
            self._by_name.setdefault(one.name, []).append(one)
            self._note(one)
        for one in self.all:
            for operation in one.below:
                self._about.setdefault(id(operation), one)

    def at(self, path: str, parameter: str) -> Resource | None:
        """The resource that a path parameter addresses in a path."""
        before, sign, _ = path.partition(f"{{{parameter}}}")
        return self._by_item.get(before + sign) or (self.named(parameter) if sign else None)

    def named(self, field: str) -> Resource | None:
        """The resource that a field such as `product_id`, `productIds` or `product` refers to, where only one does."""
        words = words_of(field)
        while words and words[-1] in _IDS:
            words = words[:-1]
        if not words:
            return None
        for start in range(len(words)):  # shipping_address_id: shipping_address, then address
            found = self._by_name.get(singular("_".join(words[start:])), [])
            if found:
                return found[0]
        return None

    def made_by(self, operation: Operation) -> Resource | None:
        """The resource whose things an operation makes."""
        return self._made_by.get(id(operation))

    def all_below(self, resource: Resource) -> tuple[Operation, ...]:
        """The operations below all paths that address the same kind of thing."""
        return tuple(operation for one in self._by_name[resource.name] for operation in one.below)

    def of(self, operation: Operation) -> Resource | None:
        """The resource that an operation is about: that of its last path parameter, or the one that it lists."""
        if _LAST_VARIABLE.match(operation.path.rstrip("/")):
            return self._by_item.get(operation.path.rstrip("/"))
        return self._about.get(id(operation))

    def _note(self, resource: Resource) -> None:
        if resource.create is not None:
            self._made_by.setdefault(id(resource.create), resource)
        for operation in (resource.list, resource.create):
            if operation is not None:
                self._about.setdefault(id(operation), resource)

    def _found(self) -> Iterator[Resource]:
        """A resource for each place in a path that a variable ends."""
        items: dict[str, None] = {}
        for path in self._by_path:
            for variable in re.finditer(r"\{[^{}/]+\}(?=/|$)", path):
                items.setdefault(path[: variable.end()])
        for item in items:
            match = _LAST_VARIABLE.match(item)
            if match:
                yield self._resource(item, match["parent"], match["parameter"])

    def _resource(self, item: str, parent: str, parameter: str) -> Resource:
        noun = _noun(parent, parameter)
        own, listed = self._by_path.get(item, {}), self._by_path.get(parent, {})
        create = listed.get("POST") or self._elsewhere(noun, "POST") or _chosen(own.get("PUT"))
        return Resource(
            name=noun,
            item=item,
            parameter=parameter,
            create=create,
            list=listed.get("GET") or self._elsewhere(noun, "GET"),
            read=own.get("GET"),
            replace=own.get("PUT") if own.get("PUT") is not create else None,
            patch=own.get("PATCH"),
            remove=own.get("DELETE"),
            below=tuple(self._below.get(item, ())),
        )

    def _index(self, path: str, methods: dict[str, Operation]) -> None:
        """By the noun that a path ends in, and by the item that it lies below."""
        last = path.rpartition("/")[2]
        if not last.startswith("{"):
            for method, operation in methods.items():
                self._by_noun.setdefault((singular("_".join(words_of(last))), method), operation)
        item, sign, rest = path.rpartition("}")
        if sign and rest.startswith("/"):
            self._below.setdefault(item + sign, []).extend(methods.values())

    def _elsewhere(self, noun: str, method: str) -> Operation | None:
        """POST /products/{id}/reviews makes what /reviews/{id} addresses."""
        return self._by_noun.get((noun, method))


def _chosen(put: Operation | None) -> Operation | None:
    """A PUT that may make what is not there: it says so by declaring 201."""
    return put if put is not None and any(one.status == "201" for one in put.answers) else None


def _noun(parent: str, parameter: str) -> str:
    literal = next((part for part in reversed(parent.split("/")) if part and not part.startswith("{")), "")
    words = words_of(literal) or [word for word in words_of(parameter) if word not in _IDS]
    return singular("_".join(words)) or parameter


def words_of(name: str) -> list[str]:
    """The words of a name in any case style: `orderId`, `order-id` and `ORDER_ID` are order and id."""
    return list(_words(name))


@lru_cache(maxsize=10_000)
def _words(name: str) -> tuple[str, ...]:
    return tuple(word.lower() for word in _WORDS.findall(name))


def singular(word: str) -> str:
    """`orders`, `addresses`, `categories` in the singular; other words as they are."""
    if len(word) > 4 and word.endswith("ies"):
        return f"{word[:-3]}y"
    for ending in ("sses", "shes", "ches", "xes", "zes"):
        if word.endswith(ending):
            return word[:-2]
    if len(word) > 2 and word.endswith("s") and not word.endswith(("ss", "us", "is")):
        return word[:-1]
    return word


def producers_first(contract: Contract, resources: Resources) -> tuple[Operation, ...]:
    """The operations in an order in which what one needs was made before: makers, readers, changes, removals."""
    ranks = {"POST": 1, "GET": 2, "HEAD": 2, "OPTIONS": 2, "PUT": 3, "PATCH": 3, "DELETE": 5}

    def rank(operation: Operation) -> tuple[int, int, str]:
        kind = ranks.get(operation.method, 4)
        if operation.method == "POST" and resources.made_by(operation) is None:
            kind = 4 if "{" in operation.path else 0  # an action on a thing; a log-in
        return kind, operation.path.count("{"), operation.path

    return tuple(sorted(contract.operations, key=rank))


def variables_of(path: str) -> Iterable[str]:
    """The names of the variables of a path template, in order."""
    return re.findall(r"\{([^{}/]*)\}", path)
