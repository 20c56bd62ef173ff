"""Optuna's side of bench/samplers.bench.ts: one JSON request a line on standard input, one answer a line on standard output.

{"study": {"seed": 1, "sampler": "tpe", "space": [{"name": "x", "kind": "float", ...}]}}  ->  {"parameters": {...}}
{"values": [0.5]}                                          ->  {"parameters": {...}, "ms": 1.2, "cpuMs": 1.1}

A study may have "objectives", how many, and a "history" of earlier trials: [{"parameters": {...}, "values": [0.5]}, ...].
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
    if name == "nsga2":
        return optuna.samplers.NSGAIISampler(seed=seed)
    if name == "random":
        return optuna.samplers.RandomSampler(seed=seed)
    raise ValueError(f"unknown sampler {name}")


def distribution(p):
    if p["kind"] == "choice":
        return optuna.distributions.CategoricalDistribution(p["choices"])
    log = p["scale"] == "log"
    if p["kind"] == "int":
        return optuna.distributions.IntDistribution(p["low"], p["high"], log=log, step=1 if log else p["step"])
    return optuna.distributions.FloatDistribution(p["low"], p["high"], log=log, step=p.get("step"))


def open_study(request):
    study = optuna.create_study(
        sampler=make_sampler(request["sampler"], request["seed"]),
        directions=["minimize"] * request.get("objectives", 1),
    )
    distributions = {p["name"]: distribution(p) for p in request["space"]}
    study.add_trials(
        [
            optuna.trial.create_trial(
                params=past["parameters"],
                distributions={name: distributions[name] for name in past["parameters"]},
                values=past["values"],
            )
            for past in request.get("history", [])
        ]
    )
    return study


study = trial = space = None
for line in sys.stdin:
    request = json.loads(line)
    if "study" in request:
        space = request["study"]["space"]
        study = open_study(request["study"])
    started, cpu_started = time.perf_counter(), time.process_time()
    if "values" in request:
        study.tell(trial, request["values"])
    trial = study.ask()
    parameters = suggest(trial, space)
    answer = {
        "parameters": parameters,
        "ms": 1000 * (time.perf_counter() - started),
        "cpuMs": 1000 * (time.process_time() - cpu_started),
        "version": optuna.__version__,
    }
    print(json.dumps(answer), flush=True)
