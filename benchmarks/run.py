"""bin/bench: both sides on this machine, loaded, started, measured in turns, and written down."""

import argparse
import json
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks import sides
from benchmarks.table import write

ROOT = Path(__file__).resolve().parent.parent
BASE = ROOT / "benchmarks" / "base"
KEPT = ROOT / "var" / "bench.json"
FULL = {"posts": 100_000, "people": 5_000, "courses": 50}
PARTS = ["where", "pages", "live", "browser"]
QUICK = {"posts": 8_000, "people": 700, "courses": 4}


def options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bin/bench", description="What a page costs beside the least that Django can do."
    )
    parser.add_argument("--quick", action="store_true", help="a small institution and two rounds: does it run at all?")
    parser.add_argument("--keep", action="store_true", help="use the databases that the last run left")
    parser.add_argument("--only", nargs="+", default=[], metavar="WORD", help="pages whose name holds a word")
    parser.add_argument("--rounds", type=int, default=0)
    parser.add_argument("--requests", type=int, default=0, help="of each page in a round")
    parser.add_argument("--parts", nargs="+", default=PARTS, choices=PARTS)
    return parser.parse_args()


def main() -> int:
    asked = options()
    sizes = QUICK if asked.quick else FULL
    with tempfile.TemporaryDirectory(prefix="colloquy-bench-") as folder:
        floor, product = sides.Floor(Path(folder)), sides.Product(Path(folder))
        if asked.keep:
            product.prepare()
        else:
            floor.load(sizes)
            product.load(sizes)
        figures: dict[str, object] = {"institution": product.institution(), "sizes": sizes}
        with floor, product:
            for part in asked.parts:
                measured = pages(asked, floor, product, Path(folder)) if part == "pages" else product.ask(part)
                keep(figures | {part: measured})
                figures = json.loads(KEPT.read_text(encoding="utf-8"))
    if asked.only or asked.quick or not set(PARTS) <= set(figures):
        print(f"A part only: {KEPT.relative_to(ROOT)}")
    else:
        write(figures, ROOT / "docs" / "performance.md")
    return 0


def keep(figures: dict[str, object]) -> None:
    """What was measured of the same institution before stays, so that parts can be measured one at a time."""
    before = json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}
    same = before.get("institution") == figures["institution"]
    KEPT.parent.mkdir(exist_ok=True)
    KEPT.write_text(json.dumps((before if same else {}) | figures, indent=1), encoding="utf-8")


def pages(asked: argparse.Namespace, floor: "sides.Floor", product: "sides.Product", folder: Path) -> dict[str, object]:
    """What measure.py says, for 16 connections and for one."""
    files = [folder / "floor.json", folder / "product.json"]
    files[0].write_text(json.dumps(floor.targets()), encoding="utf-8")
    files[1].write_text(json.dumps(product.targets()), encoding="utf-8")
    found = folder / "measured.json"
    rounds = str(asked.rounds or (2 if asked.quick else 5))
    words = ["--only", *asked.only] if asked.only else []
    command = [
        sys.executable,
        "measure.py",
        *map(str, files),
        "-r",
        rounds,
        "-n",
        str(asked.requests or (60 if asked.quick else 120)),
        *words,
    ]
    done = subprocess.run([*command, "--minutes", "40", "--json", str(found)], cwd=BASE, check=False)
    if done.returncode > 1 or not found.exists():
        sys.exit("bin/bench: nothing could be measured; what measure.py says stands above.")
    measured: dict[str, object] = json.loads(found.read_text(encoding="utf-8"))
    return measured


if __name__ == "__main__":
    sys.exit(main())
