"""`bin/bench law`: our article 91 against the same limits as a decision table of zen-engine, JSON text to JSON text.

Part (a) of the speed the register promises. Every side reads the same texts and answers the scale; the answers must be
equal, and every side reads and writes JSON with the same library (orjson), save where zen reads a text itself.
`ours article 91` asks the rules of article 91 only; `ours whole pack` asks every rule, finds what decides and
writes the findings. Seconds are those of the processor, all threads, so that a busy machine disturbs the ratio less.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import random
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

import orjson
import zen

from registry.rules.catalogue import get_pack
from registry.rules.packs.pe.only_article91 import scale_reader

ROUNDS = 5
CLASSES = {
    "metallic": ("t_per_day", 25, 350),
    "non_metallic": ("t_per_day", 100, 1200),
    "construction_material": ("t_per_day", 100, 1200),
    "placer_metallic": ("m3_per_day", 200, 3000),
}
HECTARES = "sum(map(filter(rights_held, #.state == 'in_force'), #.hectares))"


def main(argv: list[str]) -> int:
    """Measure, print, compare; 0 when every side has the same answers."""
    parser = argparse.ArgumentParser(prog="bin/bench law", description=__doc__)
    parser.add_argument("--scale", type=float, default=1.0, help="1 is 5,000 cases")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", type=Path, help="file to write the numbers to")
    options = parser.parse_args(argv)
    texts = draw(random.Random(options.seed), max(50, round(5000 * options.scale)))
    sides, answers = [], {}
    for name, run in runs().items():
        seconds = []
        for _ in range(ROUNDS):
            gc.collect()
            start = time.process_time()
            answers[name] = run(texts)
            seconds.append(round(time.process_time() - start, 4))
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        sides.append({"name": name, "seconds": seconds, "peak_mb": peak})
        sys.stderr.write(f"{name}: {min(seconds) / len(texts) * 1e6:.1f} µs a case\n")
    best = {str(side["name"]): min(side["seconds"]) for side in sides}  # type: ignore[call-overload]
    same = len({tuple(found) for found in answers.values()}) == 1
    answer = {
        "name": "law",
        "seed": options.seed,
        "scale": options.scale,
        "cores": os.cpu_count(),
        "sides": sides,
        "ratios": {
            "article 91 over zen per case with trace": round(best["zen per case, trace"] / best["ours article 91"], 2),
            "article 91 over zen batch": round(best["zen batch"] / best["ours article 91"], 2),
            "whole pack over zen per case with trace": round(best["zen per case, trace"] / best["ours whole pack"], 2),
        },
        "same_answers": same,
    }
    text = json.dumps(answer, indent=1, ensure_ascii=False)
    sys.stdout.write(text + "\n")
    if options.json:
        options.json.write_text(text, encoding="utf-8")
    return 0 if same else 1


def draw(dice: random.Random, count: int) -> list[str]:
    """Cases in which only article 91 decides the scale: everything known, figures around the limits."""
    texts = []
    for _ in range(count):
        substance = dice.choice(list(CLASSES))
        unit, artisanal, small = CLASSES[substance]
        figure = dice.choice([artisanal, small, artisanal + 0.5, small + 0.5, 1, dice.uniform(1, small * 1.2)])
        rights = [
            {"kind": "concession", "hectares": hectares, "share_pct": 100, "basis": "owner", "state": state}
            for hectares, state in (
                (dice.choice([100, 500, 1000, 1000.01, 600.5, 1500]), dice.choice(["in_force", "extinguished"]))
                for _ in range(dice.randint(1, 3))
            )
        ]
        facts = {
            "jurisdiction": "PE",
            "as_of": "2026-11-20",
            "holder": {"type": "natural_person", "members_all_natural_persons": True, "nationality": "PE"},
            "substance_class": substance,
            "activity": "exploitation",
            "installed_capacity": {"t_per_day": None, "m3_per_day": None, unit: round(figure, 2)},
            "rights_held": rights,
            "artisanal_conditions": {
                "habitual": True,
                "means_of_livelihood": dice.random() < 0.9,
                "manual_or_basic_equipment": dice.random() < 0.8,
            },
            "authorisation": None,
            "reinfo": {"status": "in_force", "activity": "exploitation", "same_right": True},
            "zone_flags": [],
            "equipment": [],
            "department": None,
        }
        texts.append(json.dumps(facts))
    return texts


def runs() -> dict[str, Callable[[list[str]], list[str]]]:
    """Each side: from texts to the scales it answers, through a JSON text of its own."""
    pack = get_pack("PE")
    scale = scale_reader(pack)
    engine = zen.ZenEngine({"loader": {"type": "static", "content": {"article91": json.loads(table())}}})
    decision = engine.get_decision("article91")

    def article91(texts: list[str]) -> list[str]:
        found = []
        for text in texts:
            word = scale(orjson.loads(text))
            orjson.dumps({"scale": word})
            found.append(word)
        return found

    def whole(texts: list[str]) -> list[str]:
        found = []
        for text in texts:
            answer = pack.assess(pack.facts_from_json(orjson.loads(text)))
            orjson.dumps(answer.to_json())
            found.append(answer.scale)
        return found

    def per_case(texts: list[str]) -> list[str]:
        found = []
        for text in texts:
            answer = decision.evaluate(text, {"trace": True})
            orjson.dumps(answer)
            found.append(answer["result"]["scale"])
        return found

    def batch(texts: list[str]) -> list[str]:
        answers = engine.evaluate_batch([{"key": "article91", "context": orjson.loads(text)} for text in texts])
        orjson.dumps(answers)
        return [answer["data"]["result"]["scale"] for answer in answers]

    return {"ours article 91": article91, "ours whole pack": whole, "zen per case, trace": per_case, "zen batch": batch}


def table() -> str:
    """The limits of article 91 as a decision table, first hit counts."""
    inputs = [
        ("class", "substance_class"),
        ("tonnes", "installed_capacity.t_per_day"),
        ("cubic", "installed_capacity.m3_per_day"),
        ("hectares", HECTARES),
        ("livelihood", "artisanal_conditions.means_of_livelihood"),
        ("basic", "artisanal_conditions.manual_or_basic_equipment"),
    ]
    rules = []
    for substance, (unit, artisanal, small) in CLASSES.items():
        tested = substance in {"metallic", "placer_metallic"}
        for scale, capacity, land in (("artisanal", artisanal, 1000), ("small_scale", small, 2000)):
            row = {"_id": f"{substance}-{scale}", "class": f'"{substance}"', "scale": f'"{scale}"'}
            row["tonnes" if unit == "t_per_day" else "cubic"] = f"<= {capacity}"
            row["hectares"] = f"<= {land}" if tested else ""
            row |= {"livelihood": "true", "basic": "true"} if scale == "artisanal" else {}
            rules.append({name: "" for name, _ in inputs} | row)
    rules.append({"_id": "rest", "scale": '"general_regime"'} | {name: "" for name, _ in inputs})
    content = {
        "hitPolicy": "first",
        "inputs": [{"id": name, "name": name, "field": field} for name, field in inputs],
        "outputs": [{"id": "scale", "name": "scale", "field": "scale"}],
        "rules": rules,
    }
    nodes = [
        {"id": "in", "name": "in", "type": "inputNode"},
        {"id": "table", "name": "table", "type": "decisionTableNode", "content": content},
        {"id": "out", "name": "out", "type": "outputNode"},
    ]
    edges = [
        {"id": "a", "type": "edge", "sourceId": "in", "targetId": "table"},
        {"id": "b", "type": "edge", "sourceId": "table", "targetId": "out"},
    ]
    return json.dumps({"nodes": nodes, "edges": edges})


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
