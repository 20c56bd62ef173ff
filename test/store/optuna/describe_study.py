"""Prints as JSON what Optuna reads of all studies of a storage: describe_study.py STORAGE"""

import json
import sys
from datetime import timezone

import optuna
from optuna.distributions import distribution_to_json


def utc(moment):
    return None if moment is None else moment.astimezone(timezone.utc).isoformat(timespec="milliseconds")


def describe(storage: str, name: str) -> dict:
    study = optuna.load_study(study_name=name, storage=storage)
    return {
        "name": study.study_name,
        "directions": [direction.name.lower() for direction in study.directions],
        "metricNames": study.metric_names,
        "userAttributes": study.user_attrs,
        # With several objectives those of the Pareto front; infeasible trials are left out.
        "best": sorted(trial.number for trial in best_trials(study)),
        "trials": [
            {
                "number": trial.number,
                "state": trial.state.name,
                "values": trial.values or [],
                "parameters": trial.params,
                "distributions": {name: distribution_to_json(d) for name, d in trial.distributions.items()},
                "reports": sorted(trial.intermediate_values.items()),
                "constraints": list(trial.constraints.values()),
                "userAttributes": trial.user_attrs,
                "systemAttributes": trial.system_attrs,
                "started": utc(trial.datetime_start),
                "finished": utc(trial.datetime_complete),
            }
            for trial in study.trials
        ],
    }


def best_trials(study: optuna.Study) -> list:
    if len(study.directions) > 1:
        return study.best_trials
    try:
        return [study.best_trial]
    except ValueError:
        return []


def describe_all(storage: str) -> str:
    names = optuna.get_all_study_names(storage)
    return json.dumps([describe(storage, name) for name in names], indent=1)


if __name__ == "__main__":
    print(describe_all(*sys.argv[1:]))
