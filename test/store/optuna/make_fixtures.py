"""
Makes the databases of test/store/fixtures that are Optuna's, with beside each what Optuna itself reads in it:
make_fixtures.py FOLDER
"""

import os
import sys

import optuna
from describe_study import describe_all
from optuna.distributions import CategoricalDistribution, FloatDistribution, IntDistribution
from optuna.trial import TrialState

optuna.logging.set_verbosity(optuna.logging.ERROR)


def main(folder: str) -> None:
    name = f"optuna-{optuna.__version__.split('.')[0]}"
    file = os.path.join(folder, f"{name}.db")
    if os.path.exists(file):
        os.remove(file)
    storage = f"sqlite:///{file}"
    for make in (tuned, every_kind_of_trial, two_objectives, watched):
        make(storage)
    with open(os.path.join(folder, f"{name}.expected"), "w") as out:
        out.write(describe_all(storage) + "\n")


def tuned(storage: str) -> None:
    """A study as most are: TPE, a pruner, one objective."""

    def objective(trial: optuna.Trial) -> float:
        rate = trial.suggest_float("rate", 1e-4, 1e-1, log=True)
        momentum = trial.suggest_float("momentum", 0, 0.9, step=0.1)
        units = trial.suggest_int("units", 16, 130, step=16)
        optimizer = trial.suggest_categorical("optimizer", ["sgd", "adam", True, 1.5])
        if optimizer == "sgd":
            trial.suggest_float("decay", 0, 1)
        for step in range(1, 4):
            trial.report(abs(rate - 0.01) / step + units / 1000, step)
            if trial.should_prune():
                raise optuna.TrialPruned()
        trial.set_user_attr("accuracy", momentum)
        return abs(rate - 0.01) + units / 1000

    sampler = optuna.samplers.TPESampler(seed=3, n_startup_trials=4)
    study = optuna.create_study(study_name="tuned", storage=storage, sampler=sampler, direction="minimize")
    study.optimize(objective, n_trials=12)


def every_kind_of_trial(storage: str) -> None:
    study = optuna.create_study(
        study_name="every kind of trial: é ☃", storage=storage, direction="maximize", sampler=optuna.samplers.RandomSampler(1)
    )
    study.set_user_attr("nan", [float("nan"), float("inf"), {"-inf": float("-inf")}, "NaN", None, True, 'a"\n\u2028'])
    distributions = {
        "float": FloatDistribution(-1, 1),
        "log": FloatDistribution(1e-5, 0.1, log=True),
        "step": FloatDistribution(0, 0.55, step=0.1),
        "int": IntDistribution(-3, 12, step=5),
        "log int": IntDistribution(1, 64, log=True),
        "choice": CategoricalDistribution(["a", None, True, 1, 2.5, "é", "1"]),
    }
    # Every choice once, among them None, which no space of ortune has.
    for choice in distributions["choice"].choices:
        params = {"float": 0.5, "log": 1e-3, "step": 0.3, "int": -3, "log int": 64, "choice": choice}
        study.add_trial(optuna.create_trial(value=1.0, params=params, distributions=distributions))

    infinite = study.ask()
    study.tell(infinite, float("inf"))

    reported = study.ask()
    for step, value in [(5, float("nan")), (0, float("-inf")), (3, 0.25), (10, float("inf"))]:
        reported.report(value, step)
    reported.set_constraint("latency", -0.5)
    reported.set_constraint("size", float("inf"))
    study.tell(reported, 0.75)

    listed = study.ask()
    study._storage.set_trial_system_attr(listed._trial_id, "constraints", [1.5, -1])
    study.tell(listed, 2)

    pruned = study.ask()
    pruned.report(0.1, 1)
    pruned.report(0.2, 2)
    study.tell(pruned, state=TrialState.PRUNED)
    study.tell(study.ask(), state=TrialState.PRUNED)
    study.tell(study.ask(), state=TrialState.FAIL)
    study.ask({"float": FloatDistribution(-1, 1)})
    study.enqueue_trial({"float": 0.25, "choice": None}, user_attrs={"note": "try this"})
    study.enqueue_trial({"float": -0.25})


def two_objectives(storage: str) -> None:
    def objective(trial: optuna.Trial) -> tuple[float, float]:
        x = trial.suggest_float("x", 0, 5)
        trial.set_constraint("bound", x - 4)
        return x**2, (x - 2) ** 2

    sampler = optuna.samplers.NSGAIISampler(seed=1, population_size=4)
    study = optuna.create_study(
        study_name="two objectives", storage=storage, directions=["minimize", "maximize"], sampler=sampler
    )
    study.set_metric_names(["loss", "accuracy"])
    study.optimize(objective, n_trials=10)


def watched(storage: str) -> None:
    """With heartbeats; one trial is left running."""
    beating = optuna.storages.RDBStorage(storage, heartbeat_interval=60, grace_period=120)
    study = optuna.create_study(study_name="watched", storage=beating, sampler=optuna.samplers.RandomSampler(1))
    study.optimize(lambda trial: trial.suggest_int("n", 1, 9), n_trials=2)
    beating.record_heartbeat(study.ask()._trial_id)


if __name__ == "__main__":
    main(*sys.argv[1:])
