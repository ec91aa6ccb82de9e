"""A Transfer as a step of a collection."""

from __future__ import annotations

from typing import Any

import msgspec

from assay.formats.code.asked import asked
from assay.formats.code.postman import step
from assay.formats.curl.urls import host_of
from assay.formats.document import Loss
from assay.model.suite import Auth, Step
from assay.model.transfer import Transfer


def to_step(transfer: Transfer, name: str = "", *, number: int = 1) -> tuple[Step, tuple[Loss, ...]]:
    """(the step, what it cannot hold). Without a name, the step has its method and path for one.

    `number` tells steps apart that have the same name: their ids are made of both. Secrets stay as they are.
    """
    made, lacks = step(asked(transfer), number)
    signed = _signature(transfer)
    if signed is not None:
        lacks = tuple(what for what in lacks if what != "--aws-sigv4")
        made = msgspec.structs.replace(made, request=msgspec.structs.replace(made.request, auth=signed))
    if name:
        made = msgspec.structs.replace(made, name=name)
    return made, tuple(Loss(where=made.name, what=what) for what in dict.fromkeys(lacks))


def _signature(transfer: Transfer) -> Auth | None:
    """AWS Signature V4: provider1:provider2:region:service, the last two from the host where they are left out."""
    given, login = transfer.options.get("aws-sigv4"), transfer.options.get("user")
    if not isinstance(given, str) or not isinstance(login, str):
        return None
    _, _, region, service, *_ = (*given.split(":"), "", "", "")
    labels = host_of(transfer.url).split(".")
    key, _, secret = login.partition(":")
    params: dict[str, Any] = {
        "accessKey": key,
        "secretKey": secret,
        "region": region or (labels[1] if len(labels) > 3 else ""),
        "service": service or labels[0],
    }
    return Auth(type="awsv4", params=params)
