"""Records what the real WireMock answers to every case: `WIREMOCK_JAR=… python -m tests.stub.wiremock.record`."""

from __future__ import annotations

import json

from tests.stub.wiremock.playing import HERE, cases_of, play, topics
from tests.stub.wiremock.real import real_server


def main() -> None:
    """Write `recorded/`."""
    with real_server() as port:
        for topic in topics():
            answers = [play(port, case) for case in cases_of(topic)]
            text = json.dumps(answers, indent=1, ensure_ascii=False, sort_keys=True)
            (HERE / "recorded" / f"{topic}.json").write_text(text + "\n", "utf-8")


if __name__ == "__main__":
    main()
