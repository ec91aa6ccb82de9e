"""Acts on modules once they are imported by somebody else, and imports none."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import find_spec
from types import ModuleType

Act = Callable[[ModuleType], None]


class Watcher(MetaPathFinder):
    """Calls an action for each named module: at once where it is loaded, else as soon as it is."""

    def __init__(self, actions: Mapping[str, Act]) -> None:
        self._actions = dict(actions)
        self._searching: set[str] = set()

    def start(self) -> None:
        """Act on what is there, and watch for the others."""
        sys.meta_path.insert(0, self)
        for name in list(self._actions):
            module = sys.modules.get(name)
            if module is not None:
                self._actions.pop(name)(module)

    def stop(self) -> None:
        """Watch no longer."""
        if self in sys.meta_path:
            sys.meta_path.remove(self)

    def find_spec(
        self,
        fullname: str,
        path: Sequence[str] | None,  # noqa: ARG002 - the port
        target: ModuleType | None = None,  # noqa: ARG002
    ) -> ModuleSpec | None:
        """The module's own spec, with a loader that tells us when it is done; None for any other module."""
        if fullname not in self._actions or fullname in self._searching:
            return None
        self._searching.add(fullname)
        try:
            spec = find_spec(fullname)
        finally:
            self._searching.discard(fullname)
        if spec is not None and spec.loader is not None:
            spec.loader = _Telling(spec.loader, self._actions.pop(fullname))
        return spec


class _Telling(Loader):
    """Another loader, which steps aside once the module is loaded."""

    def __init__(self, loader: Loader, act: Act) -> None:
        self._loader = loader
        self._act = act

    def create_module(self, spec: ModuleSpec) -> ModuleType | None:
        return self._loader.create_module(spec)

    def exec_module(self, module: ModuleType) -> None:
        module.__loader__ = self._loader
        if module.__spec__ is not None:
            module.__spec__.loader = self._loader
        self._loader.exec_module(module)
        self._act(module)
