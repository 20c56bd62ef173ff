"""Trains a network of the bench in PyTorch on the CPU, eager mode, as its users write it.

usage: python pytorch_training.py REQUEST
REQUEST is the JSON of `ChildRequest` (bench/training/protocol.ts); the last line printed is a `ChildReport`.

The networks take images in PyTorch's own order and padding. TensorFlow's 'same' padding with stride 2 pads an even size at its
end, PyTorch's padding=1 at its beginning: on mirrored images with mirrored kernels both are the same computation, so networks
with such layers (`mirrored`) get both mirrored.
"""

import json
import math
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F
from torch import nn


def norm(channels):
    # Keras's momentum 0.99 weights the old value, PyTorch's 0.01 the new one.
    return nn.BatchNorm2d(channels, eps=1e-3, momentum=0.01)


class Mlp(nn.Module):
    mirrored = False

    def __init__(self):
        super().__init__()
        self.hidden1 = nn.Linear(784, 512)
        self.hidden2 = nn.Linear(512, 512)
        self.logits = nn.Linear(512, 10)

    def forward(self, x):
        return self.logits(F.relu(self.hidden2(F.relu(self.hidden1(x)))))


class LeNet(nn.Module):
    mirrored = False

    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 32, 3)
        self.conv2 = nn.Conv2d(32, 64, 3)
        self.hidden = nn.Linear(64 * 5 * 5, 128)
        self.logits = nn.Linear(128, 10)

    def forward(self, x):
        x = F.max_pool2d(F.relu(self.conv1(x)), 2)
        x = F.max_pool2d(F.relu(self.conv2(x)), 2)
        return self.logits(F.relu(self.hidden(torch.flatten(x, 1))))


class ResidualBlock(nn.Module):
    def __init__(self, inputs, filters, stride):
        super().__init__()
        self.conv1 = nn.Conv2d(inputs, filters, 3, stride, padding=1, bias=False)
        self.conv1_norm = norm(filters)
        self.conv2 = nn.Conv2d(filters, filters, 3, padding=1, bias=False)
        self.conv2_norm = norm(filters)
        self.project = None
        if stride != 1:
            self.project = nn.Conv2d(inputs, filters, 1, stride, bias=False)
            self.project_norm = norm(filters)

    def forward(self, x):
        path = F.relu(self.conv1_norm(self.conv1(x)))
        path = self.conv2_norm(self.conv2(path))
        shortcut = x if self.project is None else self.project_norm(self.project(self.sampled(x)))
        return F.relu(path + shortcut)

    # TensorFlow's 1x1 convolution of stride 2 reads the even pixels, which are the odd ones of a mirrored image. Only the checked
    # steps need this; the timed ones run the plain layer.
    exact = False

    def sampled(self, x):
        return x[:, :, 1:, 1:] if ResidualBlock.exact else x


class ResNet8(nn.Module):
    mirrored = True

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 16, 3, padding=1, bias=False)
        self.stem_norm = norm(16)
        self.stage1 = ResidualBlock(16, 16, 1)
        self.stage2 = ResidualBlock(16, 32, 2)
        self.stage3 = ResidualBlock(32, 64, 2)
        self.logits = nn.Linear(64, 10)

    def forward(self, x):
        x = F.relu(self.stem_norm(self.stem(x)))
        x = self.stage3(self.stage2(self.stage1(x)))
        return self.logits(torch.flatten(F.adaptive_avg_pool2d(x, 1), 1))


class SeparableBlock(nn.Module):
    def __init__(self, inputs, filters, stride):
        super().__init__()
        self.depth = nn.Conv2d(inputs, inputs, 3, stride, padding=1, groups=inputs, bias=False)
        self.depth_norm = norm(inputs)
        self.point = nn.Conv2d(inputs, filters, 1, bias=False)
        self.point_norm = norm(filters)

    def forward(self, x):
        x = F.relu(self.depth_norm(self.depth(x)))
        return F.relu(self.point_norm(self.point(x)))


class SeparableNet(nn.Module):
    mirrored = True

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 32, 3, padding=1, bias=False)
        self.stem_norm = norm(32)
        self.block1 = SeparableBlock(32, 64, 1)
        self.block2 = SeparableBlock(64, 128, 2)
        self.block3 = SeparableBlock(128, 128, 1)
        self.block4 = SeparableBlock(128, 256, 2)
        self.logits = nn.Linear(256, 10)

    def forward(self, x):
        x = F.relu(self.stem_norm(self.stem(x)))
        x = self.block4(self.block3(self.block2(self.block1(x))))
        return self.logits(torch.flatten(F.adaptive_avg_pool2d(x, 1), 1))


class Lstm(nn.Module):
    mirrored = False

    def __init__(self):
        super().__init__()
        self.lstm = nn.LSTM(28, 64, batch_first=True)
        self.logits = nn.Linear(64, 10)
        # PyTorch adds two biases where Keras has one; training both would double the bias's steps.
        self.lstm.bias_hh_l0.requires_grad_(False)

    def forward(self, x):
        return self.logits(self.lstm(x)[0][:, -1])


NETWORKS = {"mlp": Mlp, "lenet": LeNet, "resnet8": ResNet8, "separable": SeparableNet, "lstm": Lstm}


def load_weights(model, weights):
    """weights: by tfjs name, such as stage2_conv1_norm/gamma, in tfjs's layout."""
    with torch.no_grad():
        for name, module in model.named_modules():
            prefix = name.replace(".", "_")
            if isinstance(module, nn.Conv2d):
                # [height, width, in, out], depthwise [height, width, channels, 1]; here [out, in / groups, height, width].
                depthwise = module.groups > 1
                kernel = weights.pop(f"{prefix}/{'depthwise_kernel' if depthwise else 'kernel'}")
                kernel = kernel.permute((2, 3, 0, 1) if depthwise else (3, 2, 0, 1))
                module.weight.copy_(kernel.flip(2, 3) if model.mirrored else kernel)
            elif isinstance(module, nn.BatchNorm2d):
                module.weight.copy_(weights.pop(f"{prefix}/gamma"))
                module.running_mean.copy_(weights.pop(f"{prefix}/moving_mean"))
                module.running_var.copy_(weights.pop(f"{prefix}/moving_variance"))
            elif isinstance(module, nn.Linear):
                kernel = weights.pop(f"{prefix}/kernel")
                if isinstance(model, LeNet) and name == "hidden":
                    # Rows follow the flattened image: height, width, channels there, channels first here.
                    kernel = kernel.reshape(5, 5, 64, -1).permute(2, 0, 1, 3).reshape(5 * 5 * 64, -1)
                module.weight.copy_(kernel.t())
            elif isinstance(module, nn.LSTM):
                # Both order the gates input, forget, cell, output.
                module.weight_ih_l0.copy_(weights.pop(f"{prefix}/kernel").t())
                module.weight_hh_l0.copy_(weights.pop(f"{prefix}/recurrent_kernel").t())
                module.bias_ih_l0.copy_(weights.pop(f"{prefix}/bias"))
                module.bias_hh_l0.zero_()
                continue
            bias = getattr(module, "bias", None)
            if isinstance(bias, torch.Tensor):
                bias.copy_(weights.pop(f"{prefix}/{'beta' if isinstance(module, nn.BatchNorm2d) else 'bias'}"))
    if weights:
        raise SystemExit(f"weights without a place: {', '.join(weights)}")


def read_fixture(folder):
    with open(f"{folder}/fixture.json") as file:
        manifest = json.load(file)
    values = torch.from_numpy(np.fromfile(f"{folder}/weights.f32", "<f4"))
    weights = {}
    for weight in manifest["weights"]:
        size = int(np.prod(weight["shape"]))
        weights[weight["name"]], values = values[:size].reshape(weight["shape"]), values[size:]
    x = torch.from_numpy(np.fromfile(f"{folder}/x.f32", "<f4")).reshape(-1, *manifest["inputShape"])
    y = torch.from_numpy(np.fromfile(f"{folder}/y.i32", "<i4").astype(np.int64))
    return manifest, weights, x, y


def peak_memory():
    """Largest resident set, bytes."""
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith("VmHWM"))


def forget_peak_memory():
    """Preparing the data does not count. proc(5): 5 resets the peak resident set size to the current one."""
    with open("/proc/self/clear_refs", "w") as file:
        file.write("5")


def main():
    request = json.loads(sys.argv[1])
    torch.set_num_threads(request["threads"])
    manifest, weights, x, y = read_fixture(request["fixture"])
    model = NETWORKS[manifest["network"]]()
    load_weights(model, weights)
    if x.dim() == 4:
        x = x.permute(0, 3, 1, 2)
        x = x.flip(2, 3) if model.mirrored else x
        if request.get("layout") == "channels-last":
            model = model.to(memory_format=torch.channels_last)
            x = x.contiguous(memory_format=torch.channels_last)
        else:
            # A copy into a new tensor: with one channel, `contiguous` would keep strides that PyTorch takes for channels-last.
            x = torch.empty(x.shape).copy_(x)
    size = manifest["batchSize"]
    forget_peak_memory()
    batches = [(x[i : i + size], y[i : i + size]) for i in range(0, len(y), size)]
    optimizer = torch.optim.Adam([p for p in model.parameters() if p.requires_grad], lr=1e-3, betas=(0.9, 0.999), eps=1e-7)
    model.train()
    taken = 0

    def step():
        nonlocal taken
        inputs, labels = batches[taken % len(batches)]
        taken += 1
        optimizer.zero_grad()
        loss = F.cross_entropy(model(inputs), labels)
        loss.backward()
        optimizer.step()
        return loss

    losses = []
    if request["check"]:
        ResidualBlock.exact = True
        losses = [step().item() for _ in batches]
        ResidualBlock.exact = False
    begun = time.perf_counter()
    warmup, timed = request["warmup"], request["timed"]
    while taken < len(losses) + warmup["steps"] or time.perf_counter() - begun < warmup["seconds"]:
        step()
    warmed = taken
    begun, cpu_begun = time.perf_counter(), time.process_time()
    ended, fastest = begun, math.inf
    while taken - warmed < timed["steps"] or ended - begun < timed["seconds"]:
        step()
        last, ended = ended, time.perf_counter()
        fastest = min(fastest, ended - last)
    seconds, cpu_seconds = time.perf_counter() - begun, time.process_time() - cpu_begun
    report = {
        "versions": {"torch": torch.__version__},
        "steps": taken - warmed,
        "seconds": seconds,
        "cpuSeconds": cpu_seconds,
        "fastestStep": fastest,
        "samplesPerStep": size,
        "warmupSteps": warmed,
        "losses": losses,
        "peakMemory": peak_memory(),
    }
    print(json.dumps(report))


main()
