"""WireMock's own Python client drives our stub unchanged."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
import requests
from wiremock.client import (
    DelayDistribution,
    GlobalSetting,
    GlobalSettings,
    HttpMethods,
    Mapping,
    MappingMeta,
    MappingRequest,
    MappingResponse,
    Mappings,
    NearMisses,
    Requests,
    ResponseFaultType,
    Scenarios,
    WireMockMatchers,
)
from wiremock.constants import Config
from wiremock.exceptions import NotFoundException
from wiremock.resources.near_misses import NearMissMatchPatternRequest, NearMissMatchRequest

from assay.stub.stub import Stub


@pytest.fixture
def stub() -> Iterator[Stub]:
    before = Config.base_url
    with Stub(strict=False) as stub:
        Config.base_url = f"{stub.url}/__admin"
        yield stub
    Config.base_url = before


def _mapping(url: str, **answer: object) -> Mapping:
    return Mapping(
        request=MappingRequest(method=HttpMethods.GET, url=url),
        response=MappingResponse(**{"status": 200, "body": "hi", **answer}),
        persistent=False,
    )


def test_mappings_are_made_listed_changed_and_taken_away(stub: Stub) -> None:
    made = Mappings.create_mapping(_mapping("/a"))
    assert httpx.get(f"{stub.url}/a").text == "hi"
    assert [mapping.id for mapping in Mappings.retrieve_all_mappings().mappings] == [made.id]
    assert Mappings.retrieve_mapping(made.id).request.url == "/a"
    made.response.body = "changed"
    Mappings.update_mapping(made)
    assert httpx.get(f"{stub.url}/a").text == "changed"
    Mappings.delete_mapping(made.id)
    assert httpx.get(f"{stub.url}/a").status_code == 404
    with pytest.raises(NotFoundException):
        Mappings.retrieve_mapping(made.id)


def test_matchers_priorities_delays_and_faults(stub: Stub) -> None:
    asks = MappingRequest(
        method=HttpMethods.POST,
        url_path_pattern="/m/.*",
        headers={"X-A": {WireMockMatchers.EQUAL_TO: "one"}},
        body_patterns=[{WireMockMatchers.EQUAL_TO_JSON: '{"a":1}'}, {WireMockMatchers.MATCHES_JSON_PATH: "$.a"}],
    )
    slow = DelayDistribution(distribution_type="uniform", lower=1, upper=3)
    answer = MappingResponse(status=201, json_body={"b": 2}, delay_distribution=slow)
    Mappings.create_mapping(Mapping(priority=1, request=asks, response=answer))
    fault = MappingResponse(fault=ResponseFaultType.EMPTY_RESPONSE)
    Mappings.create_mapping(Mapping(request=MappingRequest(method="ANY", url_pattern=".*"), response=fault))
    fitting = httpx.post(f"{stub.url}/m/1", json={"a": 1}, headers={"X-A": "one"})
    assert (fitting.status_code, fitting.json()) == (201, {"b": 2})
    with pytest.raises(httpx.RemoteProtocolError):
        httpx.post(f"{stub.url}/m/1", json={"a": 2}, headers={"X-A": "one"})


def test_requests_are_counted_found_and_forgotten(stub: Stub) -> None:
    Mappings.create_mapping(_mapping("/a"))
    httpx.get(f"{stub.url}/a")
    httpx.get(f"{stub.url}/b")
    everything = Requests.get_all_received_requests()
    assert [item.request.url for item in everything.requests] == ["/b", "/a"]
    wanted = NearMissMatchPatternRequest(url="/a", method=HttpMethods.GET)
    assert Requests.get_matching_request_count(wanted).count == 1
    assert [item.url for item in Requests.get_matching_requests(wanted).requests] == ["/a"]
    assert [item.url for item in Requests.get_unmatched_requests().requests] == ["/b"]
    near = Requests.get_unmatched_requests_near_misses().near_misses[0]
    assert (near.request.url, near.match_result.distance < 0.2) == ("/b", True)
    one = Requests.get_request(everything.requests[0].id)
    assert one.request.url == "/b"
    Requests.reset_request_journal()
    assert Requests.get_all_received_requests().requests == []


def test_near_misses_of_requests_and_patterns(stub: Stub) -> None:
    Mappings.create_mapping(_mapping("/things/1"))
    httpx.get(f"{stub.url}/things/2")
    asked = NearMissMatchRequest(url="/things/3", absolute_url=f"{stub.url}/things/3", method=HttpMethods.GET)
    missed = NearMisses.find_nearest_misses_by_request(asked).near_misses
    assert missed[0].request.url == "/things/3"
    assert 0 < missed[0].match_result.distance < 0.1
    pattern = NearMissMatchPatternRequest(url="/things/4", method=HttpMethods.GET)
    found = NearMisses.find_nearest_misses_by_request_pattern(pattern).near_misses
    assert found[0].request.url == "/things/2"


def test_scenarios_settings_and_metadata(stub: Stub) -> None:
    for state, after, body in (("Started", "Two", "one"), ("Two", "Two", "two")):
        mapping = _mapping("/s", body=body)
        mapping.scenario_name, mapping.required_scenario_state, mapping.new_scenario_state = "s", state, after
        mapping.metadata = {"topic": "scenario"}
        Mappings.create_mapping(mapping)
    assert [httpx.get(f"{stub.url}/s").text for _ in range(3)] == ["one", "two", "two"]
    Scenarios.reset_all_scenarios()
    assert httpx.get(f"{stub.url}/s").text == "one"
    with pytest.raises(requests.exceptions.JSONDecodeError):  # the client reads a body that WireMock does not send
        GlobalSettings.update_global_settings(GlobalSetting(fixed_delay=1))
    assert stub.answerer.settings.delay is not None
    Mappings.delete_mapping_by_metadata({"matchesJsonPath": {"expression": "$.topic", "equalTo": "scenario"}})
    assert Mappings.retrieve_all_mappings().meta.total == 0
    assert isinstance(Mappings.retrieve_all_mappings().meta, MappingMeta)


@pytest.mark.usefixtures("stub")
def test_everything_is_saved_and_reset() -> None:
    Mappings.create_mapping(_mapping("/kept"))
    Mappings.persist_mappings()
    Mappings.create_mapping(_mapping("/not-kept"))
    Mappings.reset_mappings()
    assert [mapping.request.url for mapping in Mappings.retrieve_all_mappings().mappings] == ["/kept"]
    Mappings.delete_all_mappings()
    assert Mappings.retrieve_all_mappings().mappings == []
