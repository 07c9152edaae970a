"""The same training steps in torch. Reads lines "CASE STEPS" and answers with the milliseconds of each step as JSON.

Run: python3 torch_step.py THREADS
"""

import json
import sys
import time

import torch
from torch import nn

BATCH = 500
torch.set_num_threads(int(sys.argv[1]))


class Perceptrons:
    def __init__(self):
        self.critic = self.network(250 + 80, 1)
        self.generator = self.network(128 + 80, 250)
        self.real, self.condition = torch.randn(BATCH, 250), torch.rand(BATCH, 80)

    def network(self, inputs, outputs):
        return nn.Sequential(
            nn.Linear(inputs, 256), nn.LeakyReLU(0.2), nn.Linear(256, 256), nn.LeakyReLU(0.2), nn.Linear(256, outputs)
        )

    def generate(self):
        rows = torch.tanh(self.generator(torch.cat([torch.randn(BATCH, 128), self.condition], 1)))
        return torch.cat([rows, self.condition], 1)

    def sample(self):
        return torch.cat([self.real, self.condition], 1)


class Convolutions:
    def __init__(self):
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
        self.real = torch.randn(BATCH, 1, 16, 16)

    def generate(self):
        return self.generator(torch.randn(BATCH, 128, 1, 1))

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
        mixing = torch.rand(BATCH, *[1] * (real.dim() - 1))
        mixed = (fake + mixing * (real - fake)).requires_grad_()
        (slope,) = torch.autograd.grad(critic(mixed).sum(), mixed, create_graph=True)
        penalty = ((slope.flatten(1).norm(2, 1) - 1) ** 2).mean()
        (critic(fake).mean() - critic(real).mean() + 10 * penalty).backward()
        self.of_critic.step()
        self.of_generator.zero_grad()
        (-critic(self.pair.generate()).mean()).backward()
        self.of_generator.step()


steps = {'perceptrons': Step(Perceptrons()), 'convolutions': Step(Convolutions())}
print(json.dumps({'torch': torch.__version__}), flush=True)
for line in sys.stdin:
    case, count = line.split()
    times = []
    for _ in range(int(count)):
        start = time.perf_counter()
        steps[case].run()
        times.append((time.perf_counter() - start) * 1e3)
    print(json.dumps(times), flush=True)
