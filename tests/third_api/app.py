"""The booking service as a Django application, with or without defects."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler

from tests.third_api.defects import DEFECTS
from tests.third_api.world import World

App = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]


def _utc_now() -> datetime:
    return datetime.now(UTC)


def create_app(defects: Iterable[str] = (), clock: Callable[[], datetime] = _utc_now) -> App:
    """An application of its own, with the start data. ValueError for a defect that there is not."""
    defects = frozenset(defects)
    if unknown := defects - DEFECTS.keys():
        raise ValueError(f"there is no defect {sorted(unknown)}")
    if not settings.configured:
        quiet = {"version": 1, "loggers": {"django": {"handlers": [], "level": "CRITICAL", "propagate": False}}}
        settings.configure(ROOT_URLCONF="tests.third_api.urls", ALLOWED_HOSTS=["*"], SECRET_KEY="x", MIDDLEWARE=[],
                           DATABASES={}, USE_TZ=True, LOGGING=quiet)  # fmt: skip
        django.setup()
    world, handler = World(defects, clock), WSGIHandler()
    return lambda environ, start: handler({**environ, "bookings.world": world}, start)
