"""Our stub answers every case as the real WireMock did when it was recorded, and does where it is there."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from assay.stub.stub import Stub
from tests.stub.wiremock.playing import all_cases, cases_of, play, recorded, topics
from tests.stub.wiremock.real import is_there, real_server


@pytest.fixture(scope="module")
def ours() -> Iterator[int]:
    with Stub(strict=False) as stub:
        yield stub.port


@pytest.mark.parametrize(("topic", "number"), all_cases())
def test_answers_as_recorded(ours: int, topic: str, number: int) -> None:
    case = cases_of(topic)[number]
    answered, wanted = play(ours, case), recorded(topic)[number]
    assert [_shown(case, index, item) for index, item in enumerate(answered)] == [
        _shown(case, index, item) for index, item in enumerate(wanted)
    ]


def _shown(case: dict[str, Any], index: int, item: Any) -> Any:
    return (case["name"], case["steps"][index], item)


@pytest.mark.proof(alone=True)
@pytest.mark.skipif(not is_there(), reason="Java or WIREMOCK_JAR is not there")
def test_the_recording_is_what_the_real_one_answers() -> None:
    with real_server() as port:
        for topic in topics():
            for case, wanted in zip(cases_of(topic), recorded(topic), strict=True):
                assert play(port, case) == wanted, case["name"]


def test_there_are_enough_of_them() -> None:
    assert sum(len(case.get("mappings", [])) for topic in topics() for case in cases_of(topic)) >= 80
