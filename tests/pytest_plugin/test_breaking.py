"""Dependencies in tests: stubs and proxies by name, what they answer, how they fail, and what is told of them."""

from __future__ import annotations

import socket

import pytest

from tests.pytest_plugin.conftest import Suite
from tests.pytest_plugin.site import Site

pytest_plugins = ("pytester",)


def free_port() -> int:
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


def test_a_stub_answers_fails_and_is_well_again(suite: Suite) -> None:
    done = suite(
        """
        import httpx

        def test_it(stub):
            billing = stub("billing").answers("GET", "/levels/{id}", json={"left": 3})
            assert httpx.get(billing.url + "/levels/7").json() == {"left": 3}
            assert httpx.get(billing.url + "/levels/7").headers["Content-Type"] == "application/json"
            with billing.fails("status-503"):
                assert httpx.get(billing.url + "/levels/7").status_code == 503
            assert httpx.get(billing.url + "/levels/7").status_code == 200
            assert stub("billing") is billing
            billing.verify("GET", "/levels/{id}", times=4)
            assert billing.called("GET", "/levels/7")[0].header("Host")

        def test_nothing_is_left_of_it(stub):
            assert stub("billing").calls == ()
            assert not stub("billing").answers("GET", "/x").called("GET", "/levels/7")
        """
    )
    done.assert_outcomes(passed=2)


def test_a_fault_for_one_call(suite: Suite) -> None:
    done = suite(
        """
        import httpx

        def test_it(stub):
            stock = stub("stock").fails("status-503", times=1).answers("GET", "/levels", text="ok")
            assert [httpx.get(stock.url + "/levels").status_code for _ in range(3)] == [503, 200, 200]

        def test_of_some_calls(stub):
            stock = stub("stock").fails("status-502", on="POST /orders/{id}").answers("GET", "/orders/{id}")
            assert httpx.get(stock.url + "/orders/1").status_code == 200
            assert httpx.post(stock.url + "/orders/1").status_code == 502
            stock.well()

        def test_before_there_is_an_answer(stub):
            stock = stub("stock").fails("reset")
            with pytest.raises(httpx.TransportError):
                httpx.get(stock.url + "/x")

        def test_down(stub):
            stock = stub("stock").answers("GET", "/x")
            with stock.down(), pytest.raises(httpx.ConnectError):
                httpx.get(stock.url + "/x")
            assert httpx.get(stock.url + "/x").status_code == 200

        def test_slow(stub):
            stock = stub("stock").answers("GET", "/x").slow(5)
            with pytest.raises(httpx.ReadTimeout):
                httpx.get(stock.url + "/x", timeout=0.2)

        def test_a_sequence(stub):
            stub.sequence("GET", "/x", 503, {"status": 200, "json": [1]})
            assert [httpx.get(stub.url + "/x").status_code for _ in range(3)] == [503, 200, 200]
        """
    )
    done.assert_outcomes(passed=6)


def test_a_call_that_fits_nothing_fails_the_test_with_the_nearest(suite: Suite) -> None:
    done = suite(
        """
        import httpx

        def test_it(stub):
            billing = stub("billing").answers("POST", "/charges", status=201)
            httpx.get(billing.url + "/charges", headers={"Authorization": "Bearer tok-9f8e7d6c5b4a"})

        def test_but_it_may(stub):
            billing = stub("billing").allow_unmatched()
            httpx.get(billing.url + "/charges")
        """
    )
    done.assert_outcomes(passed=1, failed=1)
    done.stdout.fnmatch_lines(["*stub billing: A call fitted no mapping*", "*POST*GET*"])
    done.stdout.fnmatch_lines(["*Calls to the stub billing*", "*GET http://127.0.0.1:*/charges → 404*fitted nothing*"])
    assert "tok-9f8e7d6c5b4a" not in done.stdout.str()


def test_a_failed_test_shows_the_calls(suite: Suite) -> None:
    done = suite(
        """
        import httpx

        def test_it(stub):
            billing = stub("billing").answers("POST", "/charges", status=201, json={"id": "ch-1"})
            httpx.post(billing.url + "/charges", json={"amount": 3})
            billing.fails("timeout", on="GET /charges")
            with pytest.raises(httpx.ReadTimeout):
                httpx.get(billing.url + "/charges", timeout=0.1)
            billing.verify("POST", "/charges", times=2)
        """
    )
    done.assert_outcomes(failed=1)
    done.stdout.fnmatch_lines(
        [
            "*stub billing: POST /charges was to be called twice, and was called once*",
            "*Calls to the stub billing*",
            "*POST http://127.0.0.1:*/charges → 201*",
            '*"amount": 3*',
            '*"id": "ch-1"*',
            "*GET *no answer*broken by timeout-before-answer*",
        ]
    )


def test_a_dependency_of_the_project(suite: Suite, pytester: pytest.Pytester, site: Site) -> None:
    port, told = free_port(), free_port()
    pytester.makefile(
        ".toml",
        assay=f"""
        [dependency.stock]
        url = "http://127.0.0.1:{port}/base"
        real = "{site.url}"
        [dependency.billing]
        url = "{site.url}"
        variable = "BILLING_URL"
        [dependency.mail]
        url = "https://mail.example"
        [dependency.ledger]
        url = "http://127.0.0.1:1"
        variable = "LEDGER_URL"
        stub = "ledger.json"
        """,
    )
    pytester.makefile(".json", ledger='{"request": {"url": "/x"}, "response": {"status": 207}}')
    done = suite(
        f"""
        import os
        import httpx
        import requests

        def test_its_port_and_the_real_one_behind_it(stub):
            stock = stub("stock")
            assert stock.url == "http://127.0.0.1:{port}/base"
            assert httpx.get(stock.url + "/things").json()["total"] == 2
            with stock.fails("missing-field", on="GET /things", pointer="/total"):
                assert "total" not in httpx.get(stock.url + "/things").json()
            stock.answers("GET", "/levels/{{id}}", json=1).verify("GET", "/things", times=2)
            assert httpx.get(stock.url + "/levels/7").json() == 1
            stock.verify_order("GET /things", "GET /levels/7")

        def test_the_variable_tells_of_it(stub):
            assert "BILLING_URL" not in os.environ
            billing = stub("billing")
            assert os.environ["BILLING_URL"] == billing.url != URL
            assert httpx.get(os.environ["BILLING_URL"] + "/things").json()["total"] == 2

        def test_the_variable_has_told_of_it(stub, monkeypatch):
            monkeypatch.setenv("LEDGER_URL", "http://127.0.0.1:{told}")
            assert stub("ledger").port == {told}
            assert httpx.get("http://127.0.0.1:{told}/x").status_code == 207

        def test_an_origin_that_is_not_here(stub):
            stub("mail").answers("POST", "/send", status=202)
            assert requests.post("https://mail.example/send").status_code == 202
            with stub("mail").fails("unresolvable"), pytest.raises(requests.ConnectionError, match="resolve"):
                requests.post("https://mail.example/send")
            assert requests.post("https://mail.example/send").status_code == 202

        def test_a_name_that_is_nearly_right(stub):
            stub("biling")

        def test_nothing_is_left():
            assert "BILLING_URL" not in os.environ
            with pytest.raises(httpx.ConnectError):
                httpx.get("http://127.0.0.1:{port}/base/things")
        """
    )
    done.assert_outcomes(passed=5, failed=1)
    done.stdout.fnmatch_lines(["*there is no dependency 'biling'*", "*Did you mean 'billing'?*"])


def test_in_process_clients_are_sent_to_the_stub(suite: Suite) -> None:
    done = suite(
        """
        import asyncio
        import aiohttp
        import httpx
        import requests
        ORIGIN = "https://billing.example"

        async def asked():
            async with aiohttp.ClientSession() as session, session.get(ORIGIN + "/x") as response:
                return await response.json()

        def test_it(stub):
            stub("billing", instead_of=ORIGIN).answers("GET", "/x", json=[1])
            assert requests.get(ORIGIN + "/x").json() == [1]
            assert httpx.get(ORIGIN + "/x").json() == [1]
            assert asyncio.run(asked()) == [1]
            with pytest.raises(AssertionError, match="never"):
                stub("billing").verify("POST", "/x")
            assert len(stub("billing").calls) == 3

        def test_it_shows(stub):
            stub("billing", instead_of=ORIGIN).answers("GET", "/x", json=[1])
            assert requests.get(ORIGIN + "/x").json() == [2]

        def test_nothing_is_patched():
            assert not hasattr(httpx.HTTPTransport.handle_request, "__wrapped__")

        def test_only_a_diverted_name_cannot_resolve(stub):
            stub("billing").fails("unresolvable")
        """,
        "--assay",
    )
    done.assert_outcomes(passed=2, failed=2)
    done.stdout.fnmatch_lines(["*GET https://billing.example/x → 200*mocked by a stand-in*"])
    done.stdout.fnmatch_lines(["*only a name that is diverted*", "*instead_of=*"])


def test_a_proxy_before_the_real_one(suite: Suite, pytester: pytest.Pytester, site: Site) -> None:
    port = free_port()
    pytester.makefile(
        ".toml",
        assay=f"""
        [dependency.stock]
        url = "http://127.0.0.1:{port}"
        real = "{site.url}"
        [dependency.redis]
        url = "redis://127.0.0.1:6379/0"
        variable = "REDIS_URL"
        real = "redis://{site.url.removeprefix("http://")}/3"
        """,
    )
    done = suite(
        """
        import os
        import httpx

        def test_http(proxy):
            stock = proxy("stock")
            with stock.fails("status-503", on="GET /things"):
                assert httpx.get(stock.url + "/things").status_code == 503
            assert httpx.get(stock.url + "/things").status_code == 200
            assert [one["status"] for one in stock.called("GET", "/things")] == [None, 200]
            assert stock.called("POST") == ()

        def test_tcp(proxy):
            redis = proxy("redis")
            assert os.environ["REDIS_URL"] == redis.url == f"redis://127.0.0.1:{redis.port}/3"
            plain = f"http://127.0.0.1:{redis.port}/things"
            with redis.down(), pytest.raises(httpx.ConnectError):
                httpx.get(plain)
            with redis.slow(5), pytest.raises(httpx.ReadTimeout):
                httpx.get(plain, timeout=0.2)
            assert httpx.get(plain).status_code == 200

        def test_elsewhere(proxy):
            real = proxy("other", to=URL, instead_of="https://other.example")
            assert httpx.get("https://other.example/things").json()["total"] == 2
            with real.fails("unresolvable"), pytest.raises(httpx.ConnectError):
                httpx.get("https://other.example/things")

        def test_no_real_one(proxy):
            proxy("nobody")
        """
    )
    done.assert_outcomes(passed=3, failed=1)
    done.stdout.fnmatch_lines(["*where is the real one?*"])


PARALLEL = """
    import time
    import httpx

    @pytest.mark.parametrize("number", range(4))
    def test_it(stub, number):
        billing = stub("billing", instead_of="https://billing.example").answers("GET", "/n", json=number)
        fixed = stub("fixed").answers("GET", "/n", json=number)
        time.sleep(0.05)
        assert httpx.get("https://billing.example/n").json() == number
        assert httpx.get("http://127.0.0.1:PORT/n").json() == number
"""


@pytest.mark.parametrize("options", [("-n", "2"), ("-p", "randomly")], ids=["xdist", "randomly"])
def test_workers_have_ports_of_their_own_and_take_turns_at_one_that_is_given(
    suite: Suite, pytester: pytest.Pytester, options: tuple[str, ...]
) -> None:
    port = free_port()
    pytester.makefile(".toml", assay=f'[dependency.fixed]\nurl = "http://127.0.0.1:{port}"\n')
    done = suite(PARALLEL.replace("PORT", str(port)), *options, apart=True)
    done.assert_outcomes(passed=4)


def test_threads_of_one_test_share_its_stub(suite: Suite) -> None:
    done = suite(
        """
        from concurrent.futures import ThreadPoolExecutor
        import httpx

        def test_it(stub):
            stub("billing", instead_of="https://billing.example").answers("GET", "/n", json=1)
            def ask(number):
                return stub("billing"), httpx.get("https://billing.example/n").json()
            with ThreadPoolExecutor(8) as pool:
                found = list(pool.map(ask, range(40)))
            assert {id(one) for one, _ in found} == {id(stub("billing"))}
            stub("billing").verify("GET", "/n", times=40)
        """
    )
    done.assert_outcomes(passed=1)


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ('stub("a").fails("timeuot")', "there is no fault 'timeuot'*"),
        ('stub("a").fails("status-503", speed=3)', "has no setting 'speed'*"),
        ('stub("a").sequence("GET", "/x", {"jsn": 1})', "an answer has no 'jsn'*"),
        ('stub("a", instead_of="billing")', "'billing' is no origin*"),
    ],
)
def test_what_cannot_be_is_told(suite: Suite, said: str, told: str) -> None:
    done = suite(f"def test_it(stub):\n    {said}\n")
    done.assert_outcomes(failed=1)
    done.stdout.fnmatch_lines([f"*{told}"])


def test_a_suite_without_them_loads_nothing_of_it(suite: Suite) -> None:
    done = suite(
        """
        import sys

        def test_it():
            assert not [one for one in sys.modules if one.startswith(("assay.stub", "assay.wire", "assay.diverting"))]
        """,
        apart=True,
    )
    done.assert_outcomes(passed=1)


def test_a_dependency_that_has_only_a_contract(suite: Suite, pytester: pytest.Pytester) -> None:
    pytester.makefile(
        ".toml", assay='[dependency.mail]\nurl = "http://127.0.0.1:1"\nvariable = "MAIL_URL"\ncontract = "mail.yaml"\n'
    )
    pytester.makefile(
        ".yaml",
        mail="""
        openapi: 3.1.0
        info: {title: Mail, version: "1"}
        paths:
          /send:
            post:
              responses:
                "202":
                  description: Taken.
                  content: {application/json: {example: {id: m-1}, schema: {type: object}}}
        """,
    )
    done = suite(
        """
        import httpx

        def test_it(stub):
            mail = stub("mail")
            assert httpx.post(mail.url + "/send").json()["id"].startswith("m-1")
            with mail.fails("missing-field", on="POST /send", pointer="/id"):
                assert httpx.post(mail.url + "/send").json() == {}
            mail.verify("POST", "/send", times=2)

        def test_what_it_does_not_know(stub):
            httpx.get(stub("mail").url + "/inbox")
        """
    )
    done.assert_outcomes(passed=1, failed=1)
    done.stdout.fnmatch_lines(["*stub mail: A call fitted no mapping*"])
