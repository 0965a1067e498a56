"""What a reader on a slow line and a slow phone feels: the unit page in Chromium at 1.6 Mbit/s, 150 ms, a quarter of the CPU.

Prints JSON: largest contentful paint and interaction to next paint in ms, layout shift, bytes; medians of several visits.
"""

import json
import os
import statistics
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, sync_playwright

from tests.harness.needs import chromium

VISITS, BITS, LATENCY, SLOWER = 5, 1_600_000, 150, 4
WEB = os.environ["BENCH_FRONT_URL"]
MADE: dict[str, Any] = json.loads(Path(os.environ["BENCH_INSTITUTION"]).read_text(encoding="utf-8"))
WATCH = """
window.__felt = {lcp: 0, cls: 0, inp: 0};
new PerformanceObserver(list => { for (const e of list.getEntries()) __felt.lcp = e.startTime; })
  .observe({type: 'largest-contentful-paint', buffered: true});
new PerformanceObserver(list => { for (const e of list.getEntries()) if (!e.hadRecentInput) __felt.cls += e.value; })
  .observe({type: 'layout-shift', buffered: true});
new PerformanceObserver(list => { for (const e of list.getEntries()) if (e.interactionId) __felt.inp = Math.max(__felt.inp, e.duration); })
  .observe({type: 'event', buffered: true, durationThreshold: 16});
"""


def visit(browser: Browser) -> dict[str, float]:
    context = browser.new_context(viewport={"width": 390, "height": 844})
    context.add_cookies([{"name": "sessionid", "value": MADE["sessions"]["reader"], "url": WEB}])
    context.add_init_script(WATCH)
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    line = {"offline": False, "latency": LATENCY, "downloadThroughput": BITS / 8, "uploadThroughput": BITS / 8}
    wire.send("Network.emulateNetworkConditions", line)
    wire.send("Emulation.setCPUThrottlingRate", {"rate": SLOWER})
    loaded: list[float] = []
    wire.on("Network.loadingFinished", lambda event: loaded.append(event["encodedDataLength"]))
    page.goto(WEB + MADE["unit"])
    page.wait_for_timeout(1500)
    field = page.locator("textarea[name=source]").first
    field.scroll_into_view_if_needed()
    field.click()
    field.press_sequentially("What would change my mind?", delay=30)
    page.locator(".tabs a").first.focus()
    page.get_by_role("button", name="You").last.click()
    page.wait_for_timeout(500)
    felt: dict[str, float] = page.evaluate("__felt")
    context.close()
    return {**felt, "bytes": sum(loaded)}


def main() -> None:
    path = chromium()
    if path is None:
        sys.exit("bin/bench: a Chromium is needed (apt install chromium).")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox", "--disable-gpu"])
        visits = [visit(browser) for _number in range(VISITS)]
        browser.close()
    middle = {key: round(statistics.median(each[key] for each in visits), 4) for key in visits[0]}
    json.dump({"median": middle, "worst": {key: max(each[key] for each in visits) for key in visits[0]}}, sys.stdout)


if __name__ == "__main__":
    main()
