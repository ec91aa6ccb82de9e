"""Every kind of toxic by its name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from assay.proxy.toxics import (
    bandwidth,
    down,
    half_close,
    latency,
    limit_data,
    reset_peer,
    silence,
    slicer,
    slow_close,
    timeout,
)
from assay.proxy.toxics.program import Toxic

_MODULES = (
    latency,
    bandwidth,
    slow_close,
    timeout,
    slicer,
    limit_data,
    reset_peer,
    silence,
    half_close,
    down,
)
TOXICS: Mapping[str, Toxic] = MappingProxyType({module.TOXIC.name: module.TOXIC for module in _MODULES})
