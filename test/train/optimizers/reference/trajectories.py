"""Trajectories of PyTorch's optimizers in float64, for test/train/optimizers/pytorch.test.ts.

    python test/train/optimizers/reference/trajectories.py > test/train/optimizers/reference/trajectories.json

then format the file with `npx biome check --write`. Every case names a training plan as a study has it; what PyTorch
needs for the same is in `build`. Weight decay is decoupled and leaves biases alone.
"""

import json
import platform

import torch

STEPS = [1, 10, 40]

# f(w) = sum of a (w - c)^2 / 2.
CURVATURE = [1.0, 0.3, 5.0, 0.01]
CENTRE = [0.5, -2.0, 0.0, 10.0]
START = [1.0, 1.0, 1.0, 1.0]


def numbers(count, seed):
    """Round numbers, exact in float32."""
    generator = torch.Generator().manual_seed(seed)
    return (torch.randint(-128, 129, (count,), generator=generator).double() / 128).tolist()


# A perceptron 2-4-3 with tanh, softmax cross-entropy over 12 rows. Kernels are [inputs, units].
NETWORK = {
    "x": [2 * value for value in numbers(24, 1)],
    "y": [0, 1, 2] * 4,
    "weights": [numbers(8, 2), numbers(4, 3), numbers(12, 4), numbers(3, 5)],
}
SHAPES = [(2, 4), (4,), (4, 3), (3,)]

# Rates at which no trajectory is unstable: there rounding errors grow in every implementation.
PLANS = [
    {"optimizer": {"name": "sgd", "learningRate": 0.1}},
    {"optimizer": {"name": "momentum", "learningRate": 0.05, "momentum": 0.9}},
    {"optimizer": {"name": "nesterov", "learningRate": 0.05, "momentum": 0.9}},
    {"optimizer": {"name": "rmsprop", "learningRate": 0.003, "decay": 0.9, "epsilon": 1e-7}},
    {"optimizer": {"name": "adagrad", "learningRate": 0.05, "epsilon": 1e-10}},
    {"optimizer": {"name": "adadelta", "learningRate": 1, "decay": 0.95, "epsilon": 1e-6}},
    {"optimizer": {"name": "adam", "learningRate": 0.01, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}},
    {"optimizer": {"name": "adam", "learningRate": 0.02, "beta1": 0.8, "beta2": 0.95, "epsilon": 0.01}},
    {"optimizer": {"name": "adamw", "learningRate": 0.01, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}},
    {"optimizer": {"name": "adamw", "learningRate": 0.02, "beta1": 0.9, "beta2": 0.99, "epsilon": 1e-8, "weightDecay": 1}},
    {"optimizer": {"name": "adamax", "learningRate": 0.02, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8}},
    {"optimizer": {"name": "nadam", "learningRate": 0.01, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "momentumDecay": 0.004}},
    {"optimizer": {"name": "nadam", "learningRate": 0.02, "beta1": 0.95, "beta2": 0.99, "epsilon": 1e-4, "momentumDecay": 0.3, "weightDecay": 0.5}},
    {"optimizer": {"name": "momentum", "learningRate": 0.05, "momentum": 0.9, "weightDecay": 0.2}},
    {"optimizer": {"name": "sgd", "learningRate": 0.5}, "clipping": {"norm": 0.2}},
    {"optimizer": {"name": "momentum", "learningRate": 0.1, "momentum": 0.9}, "clipping": {"norm": 0.1}},
    {"optimizer": {"name": "sgd", "learningRate": 0.5}, "clipping": {"value": 0.05}},
    {"optimizer": {"name": "adamw", "learningRate": 0.02, "beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "weightDecay": 0.3}, "clipping": {"norm": 0.1}},
    {"optimizer": {"name": "rmsprop", "learningRate": 0.01, "decay": 0.99, "epsilon": 1e-3}, "clipping": {"value": 0.1}},
]


def build(choice, kernels, others):
    """The optimizer, and what decay it leaves to the caller: PyTorch itself decouples it in AdamW and NAdam only."""
    name, lr = choice["name"], choice["learningRate"]
    decay = choice.get("weightDecay", 0.01 if name == "adamw" else 0.0)
    native = name in ("adamw", "nadam")
    groups = [
        {"params": kernels, **({"weight_decay": decay} if native else {})},
        {"params": others, **({"weight_decay": 0.0} if native else {})},
    ]
    betas = (choice.get("beta1"), choice.get("beta2"))
    eps = choice.get("epsilon")
    optim = torch.optim
    optimizer = {
        "sgd": lambda: optim.SGD(groups, lr=lr),
        "momentum": lambda: optim.SGD(groups, lr=lr, momentum=choice["momentum"]),
        "nesterov": lambda: optim.SGD(groups, lr=lr, momentum=choice["momentum"], nesterov=True),
        "rmsprop": lambda: optim.RMSprop(groups, lr=lr, alpha=choice["decay"], eps=eps),
        "adagrad": lambda: optim.Adagrad(groups, lr=lr, eps=eps),
        "adadelta": lambda: optim.Adadelta(groups, lr=lr, rho=choice["decay"], eps=eps),
        "adam": lambda: optim.Adam(groups, lr=lr, betas=betas, eps=eps),
        "adamw": lambda: optim.AdamW(groups, lr=lr, betas=betas, eps=eps),
        "adamax": lambda: optim.Adamax(groups, lr=lr, betas=betas, eps=eps),
        "nadam": lambda: optim.NAdam(
            groups, lr=lr, betas=betas, eps=eps, momentum_decay=choice["momentumDecay"], decoupled_weight_decay=True
        ),
    }[name]()
    return optimizer, 0.0 if native else decay * lr


def trajectory(plan, weights, kernels, objective):
    """The weights after each of STEPS."""
    optimizer, shrink = build(plan["optimizer"], kernels, [w for w in weights if not any(w is k for k in kernels)])
    clipping = plan.get("clipping", {})
    seen = []
    for step in range(1, STEPS[-1] + 1):
        optimizer.zero_grad()
        objective().backward()
        if "norm" in clipping:
            torch.nn.utils.clip_grad_norm_(weights, clipping["norm"])
        if "value" in clipping:
            torch.nn.utils.clip_grad_value_(weights, clipping["value"])
        with torch.no_grad():
            for kernel in kernels:
                kernel.mul_(1 - shrink)
        optimizer.step()
        if step in STEPS:
            seen.append([[float(f"{value:.9g}") for value in w.detach().flatten().tolist()] for w in weights])
    return seen


def on_quadratic(plan):
    """One row of a kernel, so it decays."""
    w = torch.tensor(START, dtype=torch.float64, requires_grad=True)
    a, c = torch.tensor(CURVATURE, dtype=torch.float64), torch.tensor(CENTRE, dtype=torch.float64)
    return trajectory(plan, [w], [w], lambda: (a * (w - c) ** 2 / 2).sum())


def on_network(plan):
    weights = [
        torch.tensor(values, dtype=torch.float64).reshape(shape).requires_grad_()
        for values, shape in zip(NETWORK["weights"], SHAPES)
    ]
    kernel1, bias1, kernel2, bias2 = weights
    x = torch.tensor(NETWORK["x"], dtype=torch.float64).reshape(-1, 2)
    y = torch.tensor(NETWORK["y"])

    def objective():
        return torch.nn.functional.cross_entropy(torch.tanh(x @ kernel1 + bias1) @ kernel2 + bias2, y)

    return trajectory(plan, weights, [kernel1, kernel2], objective)


print(
    json.dumps(
        {
            "versions": {"torch": torch.__version__, "python": platform.python_version()},
            "steps": STEPS,
            "quadratic": {"curvature": CURVATURE, "centre": CENTRE, "start": START},
            "network": NETWORK,
            "cases": [{"plan": plan, "quadratic": on_quadratic(plan), "network": on_network(plan)} for plan in PLANS],
        }
    )
)
