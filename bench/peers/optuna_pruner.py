"""Optuna's side of bench/pruners.bench.ts: one JSON request a line on standard input, one answer a line on standard output.

{"version": true}                                               ->  {"version": "5.0.0"}
{"study": {"pruner": "asha", "name": "task-0", "steps": 50}}    ->  {}
{"report": {"number": 3, "step": 1, "loss": 0.5}}               ->  {"prune": false}
{"end": {"number": 3, "state": "COMPLETE", "last": {"step": 50, "losses": [0.4]}}}  ->  {}
"""
import json
import sys

import optuna
from optuna.trial import TrialState

optuna.logging.set_verbosity(optuna.logging.ERROR)


def make_pruner(name, steps):
    if name == "median":
        return optuna.pruners.MedianPruner()
    if name == "asha":
        return optuna.pruners.SuccessiveHalvingPruner()
    if name == "hyperband":
        return optuna.pruners.HyperbandPruner(max_resource=steps)
    raise ValueError(f"unknown pruner {name}")


study = None
trials = {}


def trial_of(number):
    """Trials begin in the order of their numbers, but need not report in it."""
    while number not in trials:
        trials[len(trials)] = study.ask()
    return trials[number]


def answer(request):
    global study
    if "version" in request:
        return {"version": optuna.__version__}
    if "study" in request:
        wanted = request["study"]
        pruner = make_pruner(wanted["pruner"], wanted["steps"])
        study = optuna.create_study(
            study_name=wanted["name"], pruner=pruner, sampler=optuna.samplers.RandomSampler(seed=0)
        )
        trials.clear()
        return {}
    if "report" in request:
        told = request["report"]
        trial = trial_of(told["number"])
        trial.report(told["loss"], told["step"])
        return {"prune": bool(trial.should_prune())}
    told = request["end"]
    trial = trial_of(told["number"])
    if told["state"] == "COMPLETE":
        trial.report(told["last"]["losses"][0], told["last"]["step"])
        study.tell(trial, told["last"]["losses"][0])
    else:
        study.tell(trial, state=TrialState[told["state"]])
    return {}


for line in sys.stdin:
    print(json.dumps(answer(json.loads(line))), flush=True)
