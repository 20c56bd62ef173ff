"""Runs trials of a study as its user would, with TPE; makes it where there is none: continue_study.py STORAGE NAME TRIALS"""

import sys

import optuna

optuna.logging.set_verbosity(optuna.logging.ERROR)


def objective(trial: optuna.Trial) -> float:
    rate = trial.suggest_float("rate", 1e-4, 1e-1, log=True)
    momentum = trial.suggest_float("momentum", 0, 0.9, step=0.1)
    units = trial.suggest_int("units", 16, 128, step=16)
    optimizer = trial.suggest_categorical("optimizer", ["sgd", "adam", True, 1.5])
    for step in range(1, 4):
        trial.report(rate / step, step)
        if trial.should_prune():
            raise optuna.TrialPruned()
    trial.set_user_attr("by", "Optuna")
    trial.set_constraint("size", units - 100)
    return rate + momentum + (optimizer == "sgd")


if __name__ == "__main__":
    storage, name, trials = sys.argv[1:]
    # Three trials to begin with, so that TPE looks at what it finds in the study.
    sampler = optuna.samplers.TPESampler(seed=1, n_startup_trials=3)
    pruner = optuna.pruners.MedianPruner()
    study = optuna.create_study(
        study_name=name, storage=storage, sampler=sampler, pruner=pruner, load_if_exists=True
    )
    study.optimize(objective, n_trials=int(trials))
