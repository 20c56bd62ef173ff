"""Optuna's side of bench/samplers.bench.ts: one JSON request a line on standard input, one answer a line on standard output.

{"study": {"seed": 1, "sampler": "tpe", "space": [{"name": "x", "kind": "float", ...}]}}  ->  {"parameters": {...}}
{"value": 0.5}                                                                         ->  {"parameters": {...}, "ms": 1.2}
"""
import json
import sys
import time

import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)


def suggest(trial, space):
    chosen = {}
    for p in space:
        if any(chosen.get(name) not in wanted for name, wanted in p.get("when", {}).items()):
            continue
        name = p["name"]
        if p["kind"] == "choice":
            chosen[name] = trial.suggest_categorical(name, p["choices"])
        elif p["kind"] == "int":
            log = p["scale"] == "log"
            chosen[name] = trial.suggest_int(name, p["low"], p["high"], log=log, step=1 if log else p["step"])
        else:
            chosen[name] = trial.suggest_float(name, p["low"], p["high"], log=p["scale"] == "log", step=p.get("step"))
    return chosen


def make_sampler(name, seed):
    if name == "tpe":
        return optuna.samplers.TPESampler(seed=seed)
    if name == "gp":
        return optuna.samplers.GPSampler(seed=seed, deterministic_objective=False)
    if name == "random":
        return optuna.samplers.RandomSampler(seed=seed)
    raise ValueError(f"unknown sampler {name}")


study = trial = space = None
for line in sys.stdin:
    request = json.loads(line)
    started = time.perf_counter()
    if "study" in request:
        space = request["study"]["space"]
        study = optuna.create_study(sampler=make_sampler(request["study"]["sampler"], request["study"]["seed"]))
    else:
        study.tell(trial, request["value"])
    trial = study.ask()
    parameters = suggest(trial, space)
    answer = {"parameters": parameters, "ms": 1000 * (time.perf_counter() - started), "version": optuna.__version__}
    print(json.dumps(answer), flush=True)
