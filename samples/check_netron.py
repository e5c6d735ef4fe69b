#!/usr/bin/env python3
"""Open models in Netron in Chromium, and see that it draws each of their nodes.

    check_netron.py FILE...

Needs Debian's chromium and chromium-driver, and selenium and netron from PyPI. Exits with 1 where Netron draws nothing.
"""

import sys
import time

import netron
from check_page import open_browser
from selenium.webdriver.common.by import By

FIRST_PORT = 18989


def node_count(browser, path: str, port: int) -> int:
    """Return how many nodes Netron draws of a model within half a minute."""
    netron.start(path, address=("127.0.0.1", port), browse=False)
    try:
        browser.get(f"http://127.0.0.1:{port}/")
        for _ in range(60):
            for button in browser.find_elements(By.ID, "message-button"):
                if button.is_displayed():
                    button.click()  # it may ask whether it may use cookies
            nodes = browser.find_elements(By.CSS_SELECTOR, "#canvas .node, #canvas .graph-node")
            if nodes:
                return len(nodes)
            time.sleep(0.5)
        return 0
    finally:
        netron.stop(("127.0.0.1", port))


def main() -> int:
    browser = open_browser(1600, "light")
    faults = 0
    try:
        for index, path in enumerate(sys.argv[1:]):
            count = node_count(browser, path, FIRST_PORT + index)
            faults += count == 0
            print(f"{path}: {count} nodes")
    finally:
        browser.quit()
    return 1 if faults or len(sys.argv) < 2 else 0


if __name__ == "__main__":
    sys.exit(main())
