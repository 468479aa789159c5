"""`bin/bench overlaps`: the register's measuring against plain PostGIS SQL and geopandas.overlay on a seeded country.

All sides start from the same indexed tables and end with the same columns and indexes; ours also writes its check
rows. Pairs and areas are compared, and must agree within 1 m2. Warm: the large areas were cut before (as at the load
of a layer); cold: our cutting is part of the time. The same with the real files beside the project as sides. Then the
register's own ledger, with all its keys and checks: a full run by one, two and four workers, one right against the
plain query, and a new layer version in which one area of a hundred changed. Last, places that are tried before filing.
"""

import argparse
import json
import multiprocessing
import os
import sys
from pathlib import Path

from bench import _country, _ledger, _memory, _others, _ours, _real, _trial

KINDS = ("parcels", "areas")
PARTS = ("country", "files", "register", "trial")
STRIP = 5_000  # rights that a worker measures at a time, about: a part of the register holds 2,000


def main(argv: list[str]) -> int:
    """Measure, print, compare; 0 when every side has the same answers."""
    parser = argparse.ArgumentParser(prog="bin/bench overlaps", description=__doc__)
    parser.add_argument("--scale", type=float, default=0.1, help="0.1 (default) to 1 of a country")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path, help="file to write the numbers to")
    parser.add_argument("--repeat", type=int, default=3, help="warm measurements of ours (the best counts)")
    parser.add_argument("--skip", choices=["sql", "overlay"], nargs="*", default=[], help="sides left out")
    parser.add_argument("--parts", choices=PARTS, nargs="*", default=PARTS, help="what is measured (everything)")
    options = parser.parse_args(argv)
    url = os.environ["DATABASE_URL"].replace("postgis://", "postgresql://")
    say(f"drawing the country at scale {options.scale}, seed {options.seed}")
    country = _country.make(options.scale, options.seed)
    sides, ratio, same, found = [], {}, True, {}
    if "country" in options.parts:
        one, ratio, found = against(url, country, KINDS, options)
        sides += one
    if "files" in options.parts:
        for name, real in _real.countries().items():
            say(f"rights of {name}: {len(real.rights)}, areas: {len(real.areas)}")
            one, ratios_, differences = against(url, real, ("areas",), options)
            sides += [{**side, "name": f"{name}: {side['name']}"} for side in one]
            ratio |= {f"{name}: {key}": value for key, value in ratios_.items()}
            found |= {f"{name}: {key}": value for key, value in differences.items()}
    if "register" in options.parts:
        one, ratios_ = _ledger.measure(country, say)
        sides += one
        ratio |= ratios_
    if "trial" in options.parts:
        _ledger.set_up()
        one, ratios_ = _trial.measure(country, say, options.seed)
        sides += one
        ratio |= ratios_
    same = all(each["pairs"] == 0 and each["most_m2"] <= 1.0 for each in found.values())
    answer = {
        "name": "overlaps", "seed": options.seed, "scale": options.scale, "cores": os.cpu_count(), "sides": sides,
        "ratios": ratio, "same_answers": same, "differences": found,
    }  # fmt: skip
    text = json.dumps(answer, indent=1)
    print(text)
    if options.json:
        options.json.write_text(text)
    return 0 if same else 1


def say(line: str) -> None:
    """Progress goes to stderr."""
    print(line, file=sys.stderr, flush=True)


def against(
    url: str, country: _country.Country, kinds: tuple[str, ...], options: argparse.Namespace
) -> tuple[list[dict[str, object]], dict[str, float], dict[str, dict[str, float]]]:
    """Our sides with one, two and four workers against the others, on the same rows: sides, ratios, differences."""
    _country.store(url, country)
    sides = [side for workers in (1, 2, 4) for side in ours(url, workers, kinds, len(country.rights), options)]
    for name, run in (("sql", _others.by_sql), ("overlay", _others.by_overlay)):
        if name not in options.skip:
            for kind in kinds:
                with _memory.peak_of(url) as memory:
                    seconds = run(url, kind)
                say(f"{name} {kind}: {seconds:.2f} s")
                sides.append({"name": f"{name} {kind}", "seconds": [seconds], "peak_mb": memory["together"]})
    return sides, ratios(sides, kinds), compared(url, kinds, options.skip)


def ours(
    url: str, workers: int, kinds: tuple[str, ...], rights: int, options: argparse.Namespace
) -> list[dict[str, object]]:
    """Our sides with that many workers, which stand ready before the clock starts, as a worker of the register does."""
    strips = max(1, round(rights / STRIP)) * workers
    asked = [(kind, (kind,)) for kind in kinds] + [("whole", kinds)] * (len(kinds) > 1)
    sides = []
    with multiprocessing.get_context("spawn").Pool(workers) as pool, _memory.peak_of(url) as memory:
        pool.map(abs, range(workers))  # the workers have started and imported
        _ours.prepare_tables(url)
        pool.map(_ours.measure_strip, [(url, 0.0, 1.0, kinds)] * workers, chunksize=1)
        cutting = _ours.cut_all(url, pool, workers)
        for name, chosen in asked:
            times = [_ours.measure(url, pool, chosen, strips) for _ in range(options.repeat)]
            say(f"ours {name}, {workers} workers: {min(times):.2f} s warm, cutting {cutting:.2f} s")
            sides.append({"name": f"ours {name} warm {workers}", "seconds": times})
            if name != "parcels":
                sides.append({"name": f"ours {name} cold {workers}", "seconds": [cutting + times[0]]})
    say(f"private memory in the peak: {memory}")
    return [{**side, "peak_mb": memory["together"] or memory["ours"]} for side in sides]


def ratios(sides: list[dict[str, object]], kinds: tuple[str, ...]) -> dict[str, float]:
    """How many times faster ours is than the faster of the others; and more workers than one."""
    best = {side["name"]: min(side["seconds"]) for side in sides}
    fastest = {}
    for kind in kinds:
        others = [best[f"{name} {kind}"] for name in ("sql", "overlay") if f"{name} {kind}" in best]
        if not others:
            return {}
        fastest[kind] = min(others)
    fastest["whole"] = sum(fastest.values())
    found = {
        name.removeprefix("ours "): fastest[name.split()[1]] / seconds
        for name, seconds in best.items()
        if name.startswith("ours")
    }
    last = "whole" if len(kinds) > 1 else kinds[0]
    for workers in (2, 4):
        found[f"{workers} workers to one, {last}"] = best[f"ours {last} warm 1"] / best[f"ours {last} warm {workers}"]
    return {name: round(ratio, 2) for name, ratio in found.items()}


def compared(url: str, kinds: tuple[str, ...], skipped: list[str]) -> dict[str, dict[str, float]]:
    """By how much the answers differ: pairs that one side alone has, and the largest difference in square metres."""
    found = {}
    for name in ("sql", "overlay"):
        for kind in kinds if name not in skipped else ():
            pairs, most = _others.differences(url, kind, name)
            found[f"{name} {kind}"] = {"pairs": pairs, "most_m2": most}
    return found
