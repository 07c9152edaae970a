"""The same training steps in torch. Says its version, then answers each number of steps that it reads with their
milliseconds, as JSON.

Run: python3 torch_step.py THREADS perceptrons|convolutions|flow BATCH
"""

import json
import math
import sys
import time

import torch
import torch.nn.functional as F
from torch import nn

torch.set_num_threads(int(sys.argv[1]))


class Perceptrons:
    def __init__(self, batch):
        self.batch = batch
        self.critic = self.network(250 + 80, 1)
        self.generator = self.network(128 + 80, 250)
        self.real, self.condition = torch.randn(batch, 250), torch.rand(batch, 80)

    def network(self, inputs, outputs):
        return nn.Sequential(
            nn.Linear(inputs, 256), nn.LeakyReLU(0.2), nn.Linear(256, 256), nn.LeakyReLU(0.2), nn.Linear(256, outputs)
        )

    def generate(self):
        rows = torch.tanh(self.generator(torch.cat([torch.randn(self.batch, 128), self.condition], 1)))
        return torch.cat([rows, self.condition], 1)

    def sample(self):
        return torch.cat([self.real, self.condition], 1)


class Convolutions:
    def __init__(self, batch):
        self.batch = batch
        self.critic = nn.Sequential(
            nn.Conv2d(1, 64, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(64, 128, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(128, 256, 4, 2, 1), nn.LeakyReLU(0.2),
            nn.Conv2d(256, 1, 2),
        )
        self.generator = nn.Sequential(
            nn.ConvTranspose2d(128, 256, 2), nn.ReLU(),
            nn.ConvTranspose2d(256, 128, 4, 2, 1), nn.ReLU(),
            nn.ConvTranspose2d(128, 64, 4, 2, 1), nn.ReLU(),
            nn.ConvTranspose2d(64, 1, 4, 2, 1), nn.Tanh(),
        )
        self.real = torch.randn(batch, 1, 16, 16)

    def generate(self):
        return self.generator(torch.randn(self.batch, 128, 1, 1))

    def sample(self):
        return self.real


class Step:
    def __init__(self, pair):
        self.pair = pair
        self.of_critic, self.of_generator = (
            torch.optim.Adam(network.parameters(), 2e-4, (0.5, 0.9)) for network in (pair.critic, pair.generator)
        )

    def run(self):
        critic, real = self.pair.critic, self.pair.sample()
        self.of_critic.zero_grad()
        with torch.no_grad():
            fake = self.pair.generate()
        mixing = torch.rand(self.pair.batch, *[1] * (real.dim() - 1))
        mixed = (fake + mixing * (real - fake)).requires_grad_()
        (slope,) = torch.autograd.grad(critic(mixed).sum(), mixed, create_graph=True)
        penalty = ((slope.flatten(1).norm(2, 1) - 1) ** 2).mean()
        (critic(fake).mean() - critic(real).mean() + 10 * penalty).backward()
        self.of_critic.step()
        self.of_generator.zero_grad()
        (-critic(self.pair.generate()).mean()).backward()
        self.of_generator.step()


class Masked(nn.Linear):
    def __init__(self, mask):
        super().__init__(mask.shape[1], mask.shape[0])
        self.register_buffer('mask', mask.float())

    def forward(self, x):
        return F.linear(x, self.weight * self.mask, self.bias)


class FlowStep:
    """A masked residual network and rational-quadratic splines, as nflows computes them (searching, then gathering)."""

    COLUMNS, HIDDEN, BINS, BOUND = 60, 256, 8, 3.0

    def __init__(self, batch):
        columns = torch.arange(self.COLUMNS)
        hidden = torch.arange(self.HIDDEN) % (self.COLUMNS - 1)
        outputs = columns.repeat_interleave(3 * self.BINS - 1)
        self.first, self.inner, self.outer = (
            Masked(mask)
            for mask in (hidden[:, None] >= columns, hidden[:, None] >= hidden, hidden[:, None] >= hidden)
        )
        self.last = Masked(outputs[:, None] > hidden)
        layers = nn.ModuleList([self.first, self.inner, self.outer, self.last])
        self.optimizer = torch.optim.Adam(layers.parameters(), 1e-3)
        self.rows = torch.randn(batch, self.COLUMNS)
        self.order, self.last_order = torch.randperm(self.COLUMNS), torch.randperm(self.COLUMNS)

    def parameters_of(self, x):
        hidden = self.first(x)
        hidden = hidden + self.outer(F.dropout(F.relu(self.inner(F.relu(hidden))), 0.1))
        return self.last(hidden).view(-1, self.COLUMNS, 3 * self.BINS - 1).split([self.BINS, self.BINS, self.BINS - 1], -1)

    def spline(self, x, widths, heights, slopes):
        inside = (x >= -self.BOUND) & (x <= self.BOUND)
        held = torch.where(inside, x, torch.zeros_like(x))
        (left, width), (bottom, height) = self.knots(widths), self.knots(heights)
        slopes = 1e-3 + F.softplus(F.pad(slopes, (1, 1), value=math.log(math.expm1(1 - 1e-3))))
        found = ((held[..., None] >= left[..., :-1]).sum(-1) - 1).clamp(0, self.BINS - 1)[..., None]
        left, width, bottom, height, start, end = (
            part.gather(-1, found)[..., 0] for part in (left, width, bottom, height, slopes, slopes[..., 1:])
        )
        steepness, place = height / width, (held - left) / width
        product = place * (1 - place)
        curve = steepness + (start + end - 2 * steepness) * product
        y = bottom + height * (steepness * place ** 2 + start * product) / curve
        slope = steepness ** 2 * (end * place ** 2 + 2 * steepness * product + start * (1 - place) ** 2)
        change = torch.log(slope) - 2 * torch.log(curve)
        return torch.where(inside, y, x), torch.where(inside, change, torch.zeros_like(change))

    def knots(self, raw):
        sizes = 1e-3 + (1 - 1e-3 * self.BINS) * F.softmax(raw, -1)
        knots = 2 * self.BOUND * F.pad(torch.cumsum(sizes, -1), (1, 0)) - self.BOUND
        return knots, knots[..., 1:] - knots[..., :-1]

    def run(self):
        self.optimizer.zero_grad()
        x = self.rows[:, self.order]
        z, change = self.spline(x, *self.parameters_of(x))
        z = z[:, self.last_order]
        (0.5 * z ** 2 + 0.5 * math.log(2 * math.pi) - change).sum(1).mean().backward()
        self.optimizer.step()


STEPS = {
    'perceptrons': lambda batch: Step(Perceptrons(batch)),
    'convolutions': lambda batch: Step(Convolutions(batch)),
    'flow': FlowStep,
}
step = STEPS[sys.argv[2]](int(sys.argv[3]))
print(json.dumps(torch.__version__), flush=True)
for line in sys.stdin:
    times = []
    for _ in range(int(line)):
        start = time.perf_counter()
        step.run()
        times.append((time.perf_counter() - start) * 1e3)
    print(json.dumps(times), flush=True)
