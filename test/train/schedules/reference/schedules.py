"""Learning rates of PyTorch's schedulers, for test/train/schedules/pytorch.test.ts.

    python test/train/schedules/reference/schedules.py > test/train/schedules/reference/schedules.json

then format the file with `npx biome check --write`. Every case names a schedule as a training plan has it and the
training; `shares` are PyTorch's rates at each update (or epoch, with by: "epoch") for a learning rate of 1.
"""

import json
import platform

import torch
from torch.optim import lr_scheduler as lrs

EPOCHS, STEPS = 8, 7
TOTAL = EPOCHS * STEPS
LOSSES = [1.0, 0.9, 0.89995, 0.91, 0.9, 0.7, 0.71, 0.72, 0.73, 0.5, 0.6, 0.6, 0.6, 0.6, 0.6, 0.6, 0.4, 0.45, 0.45, 0.45]


def optimizer():
    return torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=1.0)


def shares(make, count=TOTAL):
    sgd = optimizer()
    scheduler = make(sgd)
    seen = []
    for _ in range(count):
        seen.append(sgd.param_groups[0]["lr"])
        sgd.step()
        scheduler.step()
    return seen


def on_plateau(**options):
    """The rate in each epoch, before its loss is known."""
    sgd = optimizer()
    scheduler = lrs.ReduceLROnPlateau(sgd, eps=0, **options)
    seen = []
    for loss in LOSSES:
        seen.append(sgd.param_groups[0]["lr"])
        scheduler.step(loss)
    return seen


def cyclic(sgd, half, low=0.25, **options):
    return lrs.CyclicLR(sgd, base_lr=low, max_lr=1.0, step_size_up=half, cycle_momentum=False, **options)


def one_cycle(sgd, total, start=1 / 25, final=1 / 25 / 1e4, **options):
    return lrs.OneCycleLR(
        sgd,
        max_lr=1.0,
        total_steps=total,
        div_factor=1 / start,
        final_div_factor=start / final,
        cycle_momentum=False,
        **options,
    )


def warm(sgd, length, start, following):
    return lrs.SequentialLR(
        sgd, [lrs.LinearLR(sgd, start_factor=start, total_iters=length), following], milestones=[length]
    )


CASES = [
    ({"name": "step", "every": 2, "factor": 0.3}, shares(lambda o: lrs.StepLR(o, 2 * STEPS, 0.3))),
    ({"name": "step", "every": 3, "by": "epoch"}, shares(lambda o: lrs.StepLR(o, 3, 0.1), EPOCHS)),
    ({"name": "exponential", "factor": 0.7, "by": "epoch"}, shares(lambda o: lrs.ExponentialLR(o, 0.7), EPOCHS)),
    ({"name": "exponential", "factor": 0.7}, shares(lambda o: lrs.ExponentialLR(o, 0.7 ** (1 / STEPS)))),
    (
        {"name": "inverseTime", "decay": 0.5},
        shares(lambda o: lrs.LambdaLR(o, lambda k: 1 / (1 + 0.5 * k / STEPS))),
    ),
    ({"name": "cosine"}, shares(lambda o: lrs.CosineAnnealingLR(o, TOTAL))),
    ({"name": "cosine", "final": 0.1}, shares(lambda o: lrs.CosineAnnealingLR(o, TOTAL, eta_min=0.1))),
    ({"name": "cosine", "by": "epoch"}, shares(lambda o: lrs.CosineAnnealingLR(o, EPOCHS), EPOCHS)),
    ({"name": "cosineRestarts"}, shares(lambda o: lrs.CosineAnnealingWarmRestarts(o, STEPS, 2))),
    (
        {"name": "cosineRestarts", "period": 3, "growth": 1, "final": 0.05},
        shares(lambda o: lrs.CosineAnnealingWarmRestarts(o, 3 * STEPS, 1, eta_min=0.05)),
    ),
    (
        {"name": "cosineRestarts", "period": 1, "growth": 3, "by": "epoch"},
        shares(lambda o: lrs.CosineAnnealingWarmRestarts(o, 1, 3), EPOCHS),
    ),
    ({"name": "triangular"}, shares(lambda o: cyclic(o, 2 * STEPS))),
    ({"name": "triangular", "low": 0.1, "halfCycle": 1}, shares(lambda o: cyclic(o, STEPS, 0.1))),
    ({"name": "triangular", "halfCycle": 3, "by": "epoch"}, shares(lambda o: cyclic(o, 3), EPOCHS)),
    ({"name": "triangular2", "halfCycle": 1}, shares(lambda o: cyclic(o, STEPS, mode="triangular2"))),
    (
        {"name": "expRange", "halfCycle": 1, "decay": 0.8},
        shares(lambda o: cyclic(o, STEPS, mode="exp_range", gamma=0.8 ** (1 / STEPS))),
    ),
    ({"name": "oneCycle"}, shares(lambda o: one_cycle(o, TOTAL))),
    ({"name": "oneCycle", "by": "epoch"}, shares(lambda o: one_cycle(o, EPOCHS), EPOCHS)),
    (
        {"name": "oneCycle", "rise": 0.5, "start": 0.1, "final": 0.01, "anneal": "linear"},
        shares(lambda o: one_cycle(o, TOTAL, 0.1, 0.01, pct_start=0.5, anneal_strategy="linear")),
    ),
    (
        {"name": "warmUp", "duration": 2, "start": 0.2},
        shares(lambda o: lrs.LinearLR(o, start_factor=0.2, total_iters=2 * STEPS)),
    ),
    (
        {"name": "warmUp", "duration": 1, "schedule": {"name": "step", "every": 3, "factor": 0.5}},
        shares(lambda o: warm(o, STEPS, 0.1, lrs.StepLR(o, 3 * STEPS, 0.5))),
    ),
    ({"name": "reduceOnPlateau"}, on_plateau(patience=3)),
    ({"name": "reduceOnPlateau", "factor": 0.5, "patience": 0}, on_plateau(factor=0.5, patience=0)),
    (
        {"name": "reduceOnPlateau", "factor": 0.5, "patience": 1, "cooldown": 2, "final": 0.1, "threshold": 0.01},
        on_plateau(factor=0.5, patience=1, cooldown=2, min_lr=0.1, threshold=0.01),
    ),
]

print(
    json.dumps(
        {
            "versions": {"torch": torch.__version__, "python": platform.python_version()},
            "epochs": EPOCHS,
            "stepsPerEpoch": STEPS,
            "validationLosses": LOSSES,
            "cases": [{"schedule": schedule, "shares": values} for schedule, values in CASES],
        }
    )
)
