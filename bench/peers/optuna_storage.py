"""
Runs trials in Optuna's storage: optuna_storage.py STORAGE TRIALS REPORTS storage|study

`storage` calls the storage itself, as ours is called; `study` asks, reports and tells as a user does. Prints its time and
Optuna's version as JSON.
"""

import json
import sys
import time

import optuna
from optuna.trial import TrialState

optuna.logging.set_verbosity(optuna.logging.ERROR)


def through_storage(study: optuna.Study, trials: int, reports: int) -> None:
    storage = study._storage
    for _ in range(trials):
        trial = storage.create_new_trial(study._study_id)
        for step in range(1, reports + 1):
            storage.set_trial_intermediate_value(trial, step, 1 / step)
        storage.set_trial_state_values(trial, TrialState.COMPLETE, [1.0])


def through_study(study: optuna.Study, trials: int, reports: int) -> None:
    for _ in range(trials):
        trial = study.ask()
        for step in range(1, reports + 1):
            trial.report(1 / step, step)
        study.tell(trial, 1.0)


if __name__ == "__main__":
    storage, trials, reports, way = sys.argv[1:]
    study = optuna.create_study(storage=storage, sampler=optuna.samplers.RandomSampler())
    begin, before = time.perf_counter(), time.process_time()
    (through_storage if way == "storage" else through_study)(study, int(trials), int(reports))
    seconds, cpu = time.perf_counter() - begin, time.process_time() - before
    print(json.dumps({"seconds": seconds, "cpuSeconds": cpu, "version": optuna.__version__}))
