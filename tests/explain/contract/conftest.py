"""The shop as a child process, for all tests of a session."""

import pytest

from assay.demo.serve import serving
from tests.contract.shop import Shop


@pytest.fixture(scope="session")
def shop_url():
    with serving() as url:
        yield url


@pytest.fixture
def shop(shop_url):
    return Shop(shop_url)
