"""Optuna's side of bench/importance.bench.ts: a JSON list of histories on standard input, one of importances on standard output.

[{"space": {"x": {"kind": "float", ...}}, "trials": [{"params": {"x": 0.5}, "values": [1.5]}, ...]}, ...]
  ->  [{"importance": {"x": 1.0}, "seconds": 0.5}, ...]
"""
import json
import sys
import time

import optuna
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.importance import FanovaImportanceEvaluator, get_param_importances

optuna.logging.set_verbosity(optuna.logging.ERROR)


def distribution(parameter):
    if parameter["kind"] == "choice":
        return CategoricalDistribution(parameter["choices"])
    log = parameter["scale"] == "log"
    if parameter["kind"] == "int":
        return IntDistribution(parameter["low"], parameter["high"], log=log, step=parameter["step"])
    return FloatDistribution(parameter["low"], parameter["high"], log=log, step=parameter.get("step"))


def importance(history):
    distributions = {name: distribution(parameter) for name, parameter in history["space"].items()}
    study = optuna.create_study()
    for trial in history["trials"]:
        params = trial["params"]
        known = {name: distributions[name] for name in params}
        study.add_trial(optuna.trial.create_trial(params=params, distributions=known, values=trial["values"]))
    started = time.process_time()
    found = get_param_importances(study, evaluator=FanovaImportanceEvaluator(seed=0))
    return {"importance": found, "seconds": time.process_time() - started, "version": optuna.__version__}


print(json.dumps([importance(history) for history in json.load(sys.stdin)]))
