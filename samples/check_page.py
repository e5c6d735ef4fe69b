#!/usr/bin/env python3
"""Open an HTML report in Chromium, sort and search it, compute its contrast, and take screenshots.

Needs Debian's chromium and chromium-driver, and selenium from PyPI. Exits with 1 where the page logs an error, asks for
anything from a network, overflows sideways, or shows text with a contrast below 4.5 to 1.
"""

import argparse
import json
import sys
from pathlib import Path

from selenium import webdriver
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

CONTRAST = """
const luminance = rgb => {
  const [r, g, b] = rgb.map(c => (c /= 255) <= .03928 ? c / 12.92 : ((c + .055) / 1.055) ** 2.4);
  return .2126 * r + .7152 * g + .0722 * b;
};
const numbers = text => text.match(/[\\d.]+/g).map(Number);
const ground = element => {
  for (; element; element = element.parentElement) {
    const color = numbers(getComputedStyle(element).backgroundColor);
    if (color.length === 3 || color[3] > 0) return color.slice(0, 3);
  }
  return [255, 255, 255];
};
let least = [21, ""];
for (const element of document.querySelectorAll("body *")) {
  const hasText = [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
  if (!hasText || element.closest("script, title") || element.classList.contains("skip")) continue;
  const style = getComputedStyle(element);
  const text = numbers(element.closest("svg") ? style.fill : style.color).slice(0, 3);
  const [a, b] = [luminance(text), luminance(ground(element))].sort((x, y) => y - x);
  const ratio = (a + .05) / (b + .05);
  if (ratio < least[0]) least = [ratio, element.outerHTML.slice(0, 80)];
}
return least;
"""


def open_browser(width: int, scheme: str) -> webdriver.Chrome:
    """Return a headless Chromium of a width that prefers a colour scheme."""
    options = webdriver.ChromeOptions()
    options.binary_location = "/usr/bin/chromium"
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"browser": "ALL", "performance": "ALL"})
    browser = webdriver.Chrome(options=options, service=webdriver.ChromeService("/usr/bin/chromedriver"))
    browser.execute_cdp_cmd(
        "Emulation.setDeviceMetricsOverride",
        {"width": width, "height": 1000, "deviceScaleFactor": 1, "mobile": width < 600},
    )
    browser.execute_cdp_cmd(
        "Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
    )
    return browser


def faults(browser: webdriver.Chrome, url: str) -> list[str]:
    """Return what is wrong with the page that is open."""
    found = [f"console: {entry['message']}" for entry in browser.get_log("browser")]
    for entry in browser.get_log("performance"):
        message = json.loads(entry["message"])["message"]
        if message["method"] == "Network.requestWillBeSent":
            target = message["params"]["request"]["url"]
            if target.split("#")[0] != url and not target.startswith("data:"):
                found.append(f"request: {target}")
    overflow = browser.execute_script("return document.documentElement.scrollWidth - innerWidth")
    if overflow > 0:
        found.append(f"the page is {overflow} pixels wider than the window")
    ratio, element = browser.execute_script(CONTRAST)
    if ratio < 4.5:
        found.append(f"contrast {ratio:.2f} of {element}")
    unlabelled = browser.execute_script(
        "return [...document.querySelectorAll('input, svg, section, article, [role=region]')].filter(e =>"
        " !e.closest('label') && !e.getAttribute('aria-label')).map(e => e.outerHTML.slice(0, 80))"
    )
    return found + [f"no label: {element}" for element in unlabelled]


def use(browser: webdriver.Chrome) -> list[str]:
    """Sort and search the first table of kernels by keyboard, and return what did not work."""
    found = []
    table = browser.find_element(By.CSS_SELECTOR, "table.kernels")
    button = table.find_element(By.CSS_SELECTOR, "thead th:nth-child(3) button")
    browser.execute_script("arguments[0].focus()", button)
    button.send_keys(Keys.ENTER)
    cells = [cell.text for cell in table.find_elements(By.CSS_SELECTOR, "tbody td:nth-child(3)")]
    numbers = [float(cell) for cell in cells if cell not in ("", "?")]
    if numbers != sorted(numbers, reverse=True):
        found.append("sorting by ms does not put the longest first")
    name = table.find_element(By.CSS_SELECTOR, "tbody tr td:nth-child(2)").text
    box = browser.find_element(By.CSS_SELECTOR, "label.search input")
    box.send_keys(name)
    shown = [row for row in table.find_elements(By.CSS_SELECTOR, "tbody tr") if row.is_displayed()]
    if not shown or not all(name in row.text for row in shown):
        found.append(f"searching {name} does not leave its kernels alone")
    box.clear()
    box.send_keys(" ")
    return found


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("page", type=Path)
    parser.add_argument("--screenshots", type=Path, help="a folder for pictures of each view")
    arguments = parser.parse_args()
    url = arguments.page.resolve().as_uri()
    failed = False
    for width in (360, 1600):
        for scheme in ("light", "dark"):
            browser = open_browser(width, scheme)
            try:
                browser.get(url)
                wrong = faults(browser, url)
                if arguments.screenshots:
                    arguments.screenshots.mkdir(parents=True, exist_ok=True)
                    browser.save_screenshot(arguments.screenshots / f"{width}-{scheme}.png")
                    script = "document.querySelector('section h3:nth-of-type(1)').scrollIntoView()"
                    browser.execute_script(script)
                    browser.save_screenshot(arguments.screenshots / f"{width}-{scheme}-section.png")
                if width == 1600:
                    wrong += use(browser)
            finally:
                browser.quit()
            print(f"{width} pixels, {scheme}: {'; '.join(wrong) or 'well'}")
            failed = failed or bool(wrong)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
