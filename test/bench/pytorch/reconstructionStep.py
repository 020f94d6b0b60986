"""The reconstruction networks of ../benchReconstruction.ts in PyTorch: same shapes, data, initial weights, loss and Adam.

Used by trainingStep.py, which measures them: NETWORK rl, rf.
"""

import torch
from torch import nn
from torch.nn import functional

PROFILE_RADIUS = 3
PROFILE_SIZE = 2 * PROFILE_RADIUS + 1

# variant: stem size, stage channels, features, radius; then pairs, side
RECONSTRUCTIONS = {
    "rl": (5, (16, 16, 32, 64), 32, 4, 2, 96),
    "rf": (7, (16, 32, 64, 128), 64, 6, 1, 64),
}


class Encoder(nn.Module):
    """Weights are created in the order of sliceEncoder.ts: weight n is stream n + 1."""

    def __init__(self, pseudo_normal, stem_size, stages, feature_count):
        super().__init__()
        self.pseudo_normal = pseudo_normal
        self.weights = nn.ParameterList()
        self.stem = self.normed(stem_size, PROFILE_SIZE**2 - 1, stages[0])
        self.blocks = []
        before = stages[0]
        for after in stages:
            for _ in range(2):
                first, second = self.normed(3, before, after), self.normed(3, after, after)
                self.blocks.append((first, second, None if before == after else self.normed(1, before, after)))
                before = after
        self.head = self.filter(3, before, feature_count)
        self.bias = self.vector(feature_count, 0)

    def vector(self, length, value):
        self.weights.append(nn.Parameter(torch.full((length,), float(value))))
        return len(self.weights) - 1

    def filter(self, size, before, after):
        data = self.pseudo_normal((size, size, before, after), size * size * before, len(self.weights) + 1)
        self.weights.append(nn.Parameter(data.permute(3, 2, 0, 1).contiguous()))
        return len(self.weights) - 1

    def normed(self, size, before, after):
        return self.filter(size, before, after), self.vector(after, 1), self.vector(after, 0)

    def apply_normed(self, layer, x):
        kernel, scale, offset = (self.weights[at] for at in layer)
        x = functional.conv2d(x, kernel, padding=kernel.shape[-1] // 2)
        return functional.instance_norm(x, weight=scale, bias=offset, eps=1e-5)

    def forward(self, x):
        x = functional.relu(self.apply_normed(self.stem, x), inplace=True)
        for first, second, shortcut in self.blocks:
            h = functional.relu(self.apply_normed(first, x), inplace=True)
            h = self.apply_normed(second, h)
            x = functional.relu(h + (x if shortcut is None else self.apply_normed(shortcut, x)), inplace=True)
        head = self.weights[self.head]
        return functional.conv2d(x, head, self.weights[self.bias], padding=1)


def edge_profile(images):
    padded = functional.pad(images, (PROFILE_RADIUS,) * 4, mode="replicate")
    windows = functional.unfold(padded, PROFILE_SIZE).reshape(images.shape[0], PROFILE_SIZE**2, *images.shape[2:])
    centre = PROFILE_SIZE**2 // 2
    neighbours = torch.cat([windows[:, :centre], windows[:, centre + 1 :]], 1)
    return torch.softmax(images - neighbours, 1)


def rebuilt(target, reference, values, radius):
    """Softmax over the window of dot products, offsets outside the image left out; then the weighted sum."""
    batch, channels, height, width = target.shape
    size = 2 * radius + 1
    padded = functional.pad(reference, (radius,) * 4)
    shifts = [padded[:, :, y : y + height, x : x + width] for y in range(size) for x in range(size)]
    logits = torch.stack([(target * shift).sum(1) for shift in shifts], 1)
    inside = functional.unfold(functional.pad(torch.ones(1, 1, height, width), (radius,) * 4), size)
    outside = inside.reshape(1, size * size, height, width) == 0
    weights = torch.softmax(logits.masked_fill(outside, float("-inf")), 1)
    windows = functional.unfold(functional.pad(values, (radius,) * 4), size)
    return (weights * windows.reshape(batch, size * size, height, width)).sum(1, keepdim=True)


def reconstruction(name, pseudo_normal):
    """The network and a function that gives its loss on the fixed batch."""
    stem_size, stages, feature_count, radius, pair_count, side = RECONSTRUCTIONS[name]
    network = Encoder(pseudo_normal, stem_size, stages, feature_count)
    noise = pseudo_normal((2 * pair_count, side, side), 2, 0)
    greys = (128 + 40 * noise).clamp(0, 255).unsqueeze(1)
    intensities = greys / 255

    def loss_of():
        features = network(edge_profile(greys))
        first, second = features.split(pair_count)
        values = intensities.split(pair_count)
        there = rebuilt(first, second, values[1], radius)
        back = rebuilt(second, first, values[0], radius)
        losses = [
            functional.smooth_l1_loss(there * 255, values[0] * 255),
            functional.smooth_l1_loss(back * 255, values[1] * 255),
        ]
        return sum(losses) / 2 / 255

    return network, loss_of
