"""A page in a real browser, driven as a person would."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

ARGUMENTS = ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--window-size=1500,950")


def chromium() -> tuple[str, str]:
    """The browser and its driver; the test is skipped by name where they are not installed."""
    browser = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    driver = shutil.which("chromedriver")
    if not browser or not driver:
        pytest.skip("chromium and chromedriver are not installed")
    return browser, driver


@contextmanager
def opened_browser() -> Iterator[Page]:
    selenium = pytest.importorskip("selenium.webdriver", reason="selenium is not installed")
    browser, driver = chromium()
    options = selenium.ChromeOptions()
    options.binary_location = browser
    for argument in ARGUMENTS:
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
    window = selenium.Chrome(options=options, service=selenium.ChromeService(driver))
    try:
        yield Page(window)
    finally:
        window.quit()


class Page:
    """What a test does with a page and sees of it."""

    def __init__(self, window: Any) -> None:
        self.window = window

    def open(self, path: Path, fragment: str = "") -> None:
        self.window.get("about:blank")
        self.window.get_log("browser")
        self.window.get(path.as_uri() + fragment)
        self.until("document.documentElement.dataset.ready")

    def run(self, script: str, *arguments: Any) -> Any:
        return self.window.execute_script(script, *arguments)

    def until(self, condition: str) -> None:
        """Wait until a JavaScript expression holds; the limit is for a page that never gets there."""
        from selenium.webdriver.support.ui import WebDriverWait

        wait = WebDriverWait(self.window, 20, poll_frequency=0.02)
        wait.until(lambda window: window.execute_script(f"return {condition}"))

    def click(self, selector: str) -> None:
        from selenium.webdriver.common.by import By

        self.window.find_element(By.CSS_SELECTOR, selector).click()

    def keys(self, *keys: str) -> None:
        from selenium.webdriver.common.action_chains import ActionChains

        ActionChains(self.window).send_keys(*keys).perform()

    def text(self, selector: str) -> str:
        return str(self.run("return document.querySelector(arguments[0]).innerText", selector))

    def names(self) -> list[str]:
        """The names in the list, as far as it is in sight."""
        return list(self.run("return [...document.querySelectorAll('.row b')].map((one) => one.textContent)"))

    def shows(self, number: int) -> None:
        """Wait until the details are those of a request, counted from 1."""
        self.until(f"document.getElementById('details').dataset.shown === '{number}'")

    def complaints(self) -> list[str]:
        """What the browser logged."""
        return [entry["message"] for entry in self.window.get_log("browser")]
