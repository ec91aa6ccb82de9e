"""Answers a repeated request with the first answer: the Idempotency-Key of a caller, an operation and a path."""

from collections.abc import Callable
from datetime import timedelta

import msgspec

from assay.demo.calls import Call, Reply
from assay.demo.problems import Problem
from assay.demo.store import KeptReply, Shop

KEPT_FOR = timedelta(hours=24)


def once(shop: Shop, call: Call, act: Callable[[], Reply]) -> Reply:
    """The answer of `act`, or the kept one; a refusal is not kept, so the request may be tried again."""
    key = call.headers.get("Idempotency-Key")
    if key is None:
        return act()
    scope = (call.who.user_id, call.operation, *call.path.values(), key)
    body = msgspec.json.encode(call.body, order="deterministic")
    _forget_old(shop)
    if kept := shop.store.kept_replies.get(scope):
        return _replayed(kept, body)
    reply = act()
    shop.store.kept_replies[scope] = KeptReply(body=body, reply=reply, created_at=shop.now())
    return reply


def is_kept(shop: Shop, call: Call) -> bool:
    """Whether the call has been answered before, so that `once` will not act."""
    key = call.headers.get("Idempotency-Key")
    scope = (call.who.id or "", call.operation, *call.path.values(), key or "")
    return key is not None and scope in shop.store.kept_replies


def _replayed(kept: KeptReply, body: bytes) -> Reply:
    if kept.body != body:
        raise Problem("idempotency_key_reused", "This Idempotency-Key was sent with another body.")
    return msgspec.structs.replace(kept.reply, headers={**kept.reply.headers, "Idempotency-Replayed": "true"})


def _forget_old(shop: Shop) -> None:
    kept = shop.store.kept_replies
    while kept and kept[oldest := next(iter(kept))].created_at <= shop.now() - KEPT_FOR:
        del kept[oldest]
