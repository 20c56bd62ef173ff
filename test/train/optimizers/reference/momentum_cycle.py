"""Trajectories under PyTorch's OneCycleLR with cycling momentum, for test/train/optimizers/momentum-cycle.test.ts.

    python test/train/optimizers/reference/momentum_cycle.py > test/train/optimizers/reference/momentum-cycle.json

then format the file with `npx biome check --write`. f(w) = sum of a (w - c)^2 / 2, in double precision. Every case has an
optimizer and the options of a schedule as a training plan has them; `momenta` and `weights` are those of each update.
"""

import json
import platform

import torch
from torch.optim import lr_scheduler as lrs

STEPS = 30
CURVATURE, CENTRE, START = [1, 0.3, 5, 0.01], [0.5, -2, 0, 10], [1, 1, 1, 1]
A, C = torch.tensor(CURVATURE, dtype=torch.float64), torch.tensor(CENTRE, dtype=torch.float64)


def trajectory(make, rate, high, dip, cycle):
    w = torch.tensor(START, dtype=torch.float64, requires_grad=True)
    optimizer = make([w], rate)
    scheduler = lrs.OneCycleLR(optimizer, max_lr=rate, total_steps=STEPS, base_momentum=high - dip, max_momentum=high, **cycle)
    momenta, weights = [], []
    for _ in range(STEPS):
        group = optimizer.param_groups[0]
        momenta.append(group["momentum"] if "momentum" in group else group["betas"][0])
        optimizer.zero_grad()
        (A * (w - C) ** 2 / 2).sum().backward()
        optimizer.step()
        scheduler.step()
        weights.append(w.tolist())
    return {"momenta": momenta, "weights": weights}


LINEAR = ({"rise": 0.5, "anneal": "linear", "momentumDip": 0.2}, {"pct_start": 0.5, "anneal_strategy": "linear"}, 0.2)
DEFAULT = ({}, {}, 0.1)
CASES = [
    ("momentum", "momentum", lambda p, r: torch.optim.SGD(p, lr=r, momentum=0.5), 0.05),
    ("nesterov", "momentum", lambda p, r: torch.optim.SGD(p, lr=r, momentum=0.5, nesterov=True), 0.05),
    ("adam", "beta1", lambda p, r: torch.optim.Adam(p, lr=r), 0.1),
    ("adamax", "beta1", lambda p, r: torch.optim.Adamax(p, lr=r), 0.1),
    ("nadam", "beta1", lambda p, r: torch.optim.NAdam(p, lr=r), 0.1),
]

print(
    json.dumps(
        {
            "versions": {"torch": torch.__version__, "python": platform.python_version()},
            "steps": STEPS,
            "quadratic": {"curvature": CURVATURE, "centre": CENTRE, "start": START},
            "cases": [
                {
                    "optimizer": {"name": name, "learningRate": rate, option: 0.95},
                    "schedule": {"name": "oneCycle", **ours},
                    **trajectory(make, rate, 0.95, dip, theirs),
                }
                for name, option, make, rate in CASES
                for ours, theirs, dip in (DEFAULT, LINEAR)
            ],
        }
    )
)
