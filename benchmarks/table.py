"""docs/performance.md: the figures of one run, beside what was promised."""

import os
import platform
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

PROMISES = {
    "thread of 30": (1.5, 8),
    "long thread, first page": (1.5, 8),
    "long thread, last page": (1.5, 8),
    "unit": (2.0, 12),
    "discussions": (1.5, 10),
    "catch-up, course": (1.5, 10),
    "catch-up, all": (1.5, 10),
    "reply, quiet": (2.0, 15),
    "reply, busy": (2.0, 15),
}
"""Page → CPU (for replies: median time) against the floor's at most, and queries at most."""


MARK = "<!-- What follows is written by hand and kept. -->"
LABELS = ("writing SQL", "asking and reading rows", "templates", "rows by stencil", "the bar")


def write(figures: dict[str, Any], path: Path) -> None:
    """The figures anew; what somebody wrote below them stays."""
    before = path.read_text(encoding="utf-8") if path.exists() else ""
    kept = before.partition(MARK)[2].strip()
    counted = figures["where"]["queries"]
    lines = [
        *_head(figures),
        *_pages(figures["pages"], counted),
        *_told(figures),
        *_felt(figures),
        *_where(figures["where"]),
    ]
    path.write_text("\n".join([*lines, "", MARK, "", kept]).rstrip() + "\n", encoding="utf-8")


def _head(figures: dict[str, Any]) -> list[str]:
    counts = figures["institution"]["counts"]
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    postgres = subprocess.run(["psql", "--version"], capture_output=True, text=True, check=False).stdout.split()
    return [
        "# Performance",
        "",
        (
            "Written by `bin/bench`, which loads both sides, starts them as in production, measures them in turns and writes this "
            "page. [benchmarks/base](../benchmarks/base/README.md) is the frozen floor (the least that Django can do for the same "
            "job) and the measuring tool, kept byte for byte; how to read a ratio stands there."
        ),
        "",
        (
            f"Measured on {datetime.now(UTC):%d %B %Y}: {os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()}, "
            f"Python {platform.python_version()}, PostgreSQL {postgres[2] if len(postgres) > 2 else '?'}, "  # noqa: PLR2004
            f"two processes on each side. {counts['posts']:,} posts in {counts['threads']:,} threads, {counts['people']:,} people, "
            f"{counts['courses']} courses, one thread of 5,000 posts; texts from {figures['institution']['texts']}. "
            "The reader is signed in, with rights, read marks, notices and translations on the page. The floor draws 20 posts "
            "where Colloquy draws 30, and stores a reply with Colloquy's renderer."
        ),
        "",
    ]


def _pages(measured: dict[str, list[dict[str, Any]]], counted: dict[str, int]) -> list[str]:
    lines = []
    for connections, rows in measured.items():
        lines += [
            f"## {connections} connection{'s' if connections != '1' else ''} at once",
            "",
            "| page | CPU ms (server + PostgreSQL + Redis) | against the floor, lowest to highest | p50 ms, against the floor's | queries | bytes, gzip | foreign cores | promised |",
            "| --- | --- | --- | --- | --- | --- | --- | --- |",
            *(_row(row, counted) for row in rows),
            "",
        ]
    return lines


def _row(row: dict[str, Any], counted: dict[str, int]) -> str:
    name, (middle, low, high) = row["target"], row["cpu_ratio"]
    queries = counted.get(name, row["queries"])
    told = ""
    if promise := PROMISES.get(name):
        value = row["p50_ratio"][0] if name.startswith("reply") else middle
        kept = value <= promise[0] and (queries is None or queries <= promise[1])
        told = f"{promise[0]} times, {promise[1]} queries: {'kept' if kept else '**not kept**'}"
    return (
        f"| {name} | {row['cpu_ms']} ({row['server_ms']} + {row['postgres_ms']} + {row['redis_ms']}) | {middle} ({low} to {high}) "
        f"| {row['p50_ms']}, {row['p50_ratio'][0]} times | {queries} | {row['bytes']:,}, {row['gzip']:,} | {row['foreign_cores']} "
        f"| {told} |"
    )


def _where(found: dict[str, Any]) -> list[str]:
    rest = {name: spent["all"] - sum(spent.get(label, 0) for label in LABELS) for name, spent in found["times"].items()}
    rows = [
        f"| {name} | {spent['all']} | {' | '.join(str(spent.get(label, 0)) for label in LABELS)} | {rest[name]:.2f} |"
        for name, spent in found["times"].items()
    ]
    short, long = found["buffers"].values()
    return [
        "",
        "## Where the time goes",
        "",
        "CPU milliseconds of one process without a server around it (`benchmarks/where.py`), medians:",
        "",
        f"| page | all | {' | '.join(LABELS)} | middleware, rights, policies, building queries |",
        f"| --- | --- | {' | '.join('---' for _label in LABELS)} | --- |",
        *rows,
        "",
        (
            f"The query that reads the posts touches {short} buffers for the first page of a thread of 30 and {long} for the last "
            "page of the thread of 5,000."
        ),
    ]


def _told(figures: dict[str, Any]) -> list[str]:
    heard, told = figures["live"]["announced"], figures["live"]["told"]
    return [
        "## How soon others know",
        "",
        (
            f"- A reply is told in {heard['streams']} open pages: p50 {heard['p50']} ms, p95 {heard['p95']} ms from sending it "
            f"({heard['replies']} replies; promised: 250 ms at p95)."
        ),
        f"- {told['rows']:,} inbox rows stood {told['seconds']} s after the answer to a reply (promised: 1 s).",
        "",
    ]


def _felt(figures: dict[str, Any]) -> list[str]:
    middle = figures["browser"]["median"]
    return [
        "## What a reader feels",
        "",
        "The unit page in Chromium at 390 px, 1.6 Mbit/s, 150 ms, four times slower CPU, nothing cached; the median of five visits:",
        "",
        (
            f"- largest contentful paint {middle['lcp']:.0f} ms (promised: 1,800), interaction to next paint {middle['inp']:.0f} ms "
            f"(100), layout shift {middle['cls']:.3f} (0.02), {middle['bytes'] / 1000:.0f} kB transferred."
        ),
    ]
