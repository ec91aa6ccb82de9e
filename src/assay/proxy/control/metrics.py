"""What moved, in the text format of Prometheus, under Toxiproxy's names."""

from __future__ import annotations

from assay.proxy.chain import STREAMS
from assay.proxy.collection import Collection

_WHAT = {
    "received": "The total number of bytes received on a given proxy link in a given direction",
    "sent": "The total number of bytes sent on a given proxy link in a given direction",
}


def metrics(collection: Collection) -> str:
    """Bytes by proxy and direction, since each proxy was made."""
    lines: list[str] = []
    for what, text in _WHAT.items():
        name = f"toxiproxy_proxy_{what}_bytes_total"
        lines += [f"# HELP {name} {text}", f"# TYPE {name} counter"]
        for proxy in collection.all():
            where = {"listener": proxy.listen, "proxy": proxy.name, "upstream": proxy.upstream}
            rest = ",".join(f'{label}="{_escaped(text)}"' for label, text in where.items())
            lines += [f'{name}{{direction="{one}",{rest}}} {proxy.moved(what, one)}' for one in STREAMS]
    return "\n".join(lines) + "\n"


def _escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
