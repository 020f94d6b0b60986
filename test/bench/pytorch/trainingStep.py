"""The training steps of ../trainingStep.ts in PyTorch: same networks, shapes, data, initial weights, loss and Adam.

    python trainingStep.py NETWORK [STEPS] [THREADS]

NETWORK u2, u3, s3, or rl, rf of reconstructionStep.py. Prints one JSON object with the same keys. Needs PyPI's torch and numpy, in a virtual environment outside
the project. Compare only within one run on an idle machine.
"""

import json
import math
import resource
import sys
import time

import numpy
import torch
from torch import nn
from torch.nn import functional

from reconstructionStep import RECONSTRUCTIONS, reconstruction

NETWORKS = {
    "u2": (2, 16, 4, (8, 128, 128, 1)),
    "u3": (3, 8, 3, (1, 48, 48, 32, 1)),
    "s3": (3, 16, 4, (2, 64, 64, 64, 1)),
}


def pseudo_normal(shape, fan_in, stream):
    """Numbers from a formula, in the row-major order of the channels-last `shape`: the same as in benchNetworks.ts."""
    index = numpy.arange(1, math.prod(shape) + 1, dtype=numpy.float64)

    def uniform(salt):
        x = numpy.sin(index * 12.9898 + stream * 78.233 + salt * 37.719) * 43758.5453
        return x - numpy.floor(x)

    radius = numpy.sqrt(-2 * numpy.log(1 - uniform(0)))
    values = math.sqrt(2 / fan_in) * radius * numpy.cos(2 * math.pi * uniform(1))
    return torch.from_numpy(values.astype(numpy.float32).reshape(shape))


class Unet(nn.Module):
    """Weights are created in the order of benchNetworks.ts: weight n is stream n + 1."""

    def __init__(self, spatial_rank, channel_count, level_count):
        super().__init__()
        self.rank = spatial_rank
        self.convolve = functional.conv2d if spatial_rank == 2 else functional.conv3d
        self.raise_ = functional.conv_transpose2d if spatial_rank == 2 else functional.conv_transpose3d
        self.pool = functional.max_pool2d if spatial_rank == 2 else functional.max_pool3d
        self.weights = nn.ParameterList()
        width = [channel_count * 2**level for level in range(level_count)]
        self.down = []
        for level in range(level_count):
            first = self.block(1 if level == 0 else width[level - 1], width[level])
            self.down.append([first, self.block(width[level], width[level])])
        self.up = []
        for level in reversed(range(level_count - 1)):
            # TensorFlow.js's transposed filters are [...taps, out, in], PyTorch's [in, out, ...taps]: the last two go first.
            raising = self.filter(2, width[level], width[level + 1], fan_in=width[level + 1])
            first = self.block(2 * width[level], width[level])
            self.up.append((raising, [first, self.block(width[level], width[level])]))
        self.head = (self.filter(1, width[0], 1, fan_in=width[0]), self.vector(1, 0))

    def vector(self, length, value):
        self.weights.append(nn.Parameter(torch.full((length,), float(value))))
        return len(self.weights) - 1

    def filter(self, size, before_last, last, fan_in):
        shape = (size,) * self.rank + (before_last, last)
        data = pseudo_normal(shape, fan_in, len(self.weights) + 1)
        # [...taps, in, out] -> [out, in, ...taps]
        order = (self.rank + 1, self.rank, *range(self.rank))
        self.weights.append(nn.Parameter(data.permute(order).contiguous()))
        return len(self.weights) - 1

    def block(self, before, after):
        kernel = self.filter(3, before, after, fan_in=before * 3**self.rank)
        return kernel, self.vector(after, 1), self.vector(after, 0)

    def apply_blocks(self, blocks, x):
        for kernel, gamma, beta in blocks:
            x = self.convolve(x, self.weights[kernel], padding=1)
            x = functional.instance_norm(x, weight=self.weights[gamma], bias=self.weights[beta], eps=1e-5)
            x = functional.relu(x, inplace=True)
        return x

    def forward(self, x):
        skips = []
        for level, blocks in enumerate(self.down):
            x = self.apply_blocks(blocks, x if level == 0 else self.pool(x, 2))
            skips.append(x)
        skips.pop()
        for raising, blocks in self.up:
            raised = self.raise_(x, self.weights[raising], stride=2)
            x = self.apply_blocks(blocks, torch.cat([skips.pop(), raised], 1))
        kernel, bias = self.head
        return self.convolve(x, self.weights[kernel], self.weights[bias])


def loss_of(logits, target):
    probability = torch.sigmoid(logits)
    cross_entropy = functional.binary_cross_entropy_with_logits(logits, target)
    dice = (2 * (probability * target).sum() + 1) / (probability.sum() + target.sum() + 1)
    return cross_entropy + 1 - dice


def segmentation(name):
    spatial_rank, channel_count, level_count, image_shape = NETWORKS[name]
    network = Unet(spatial_rank, channel_count, level_count)
    # One channel: channels last and channels first are the same memory.
    image = pseudo_normal(image_shape, 2, 0).reshape((image_shape[0], 1, *image_shape[1:-1]))
    target = (image > 0.5).float()
    return network, lambda: loss_of(network(image), target)


def main():
    name = sys.argv[1]
    step_count = int(sys.argv[2]) if len(sys.argv) > 2 else 12
    thread_count = int(sys.argv[3]) if len(sys.argv) > 3 else 2
    torch.set_num_threads(thread_count)
    network, loss_on_batch = reconstruction(name, pseudo_normal) if name in RECONSTRUCTIONS else segmentation(name)
    optimizer = torch.optim.Adam(network.parameters(), lr=1e-3)
    steps_ms, losses = [], []
    for _ in range(step_count):
        before = time.perf_counter()
        optimizer.zero_grad(set_to_none=True)
        loss = loss_on_batch()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
        steps_ms.append((time.perf_counter() - before) * 1000)
    settled = sorted(steps_ms[2:] if len(steps_ms) > 2 else steps_ms)
    report = {
        "network": name,
        "deviceId": "pytorch-cpu",
        "library": f"torch {torch.__version__}",
        "threads": thread_count,
        "parameterCount": sum(weight.numel() for weight in network.parameters()),
        "medianStepMs": settled[len(settled) // 2],
        "peakMemoryBytes": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
        "stepsMs": steps_ms,
        "losses": losses,
    }
    print(json.dumps(report))


if __name__ == "__main__":
    main()
