"""The same training steps in torch. Says its version, then answers each number of steps that it reads with their
milliseconds, as JSON.

Run: python3 torch_step.py THREADS perceptrons|convolutions BATCH
"""

import json
import sys
import time

import torch
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


networks, batch = sys.argv[2], int(sys.argv[3])
step = Step((Perceptrons if networks == 'perceptrons' else Convolutions)(batch))
print(json.dumps(torch.__version__), flush=True)
for line in sys.stdin:
    times = []
    for _ in range(int(line)):
        start = time.perf_counter()
        step.run()
        times.append((time.perf_counter() - start) * 1e3)
    print(json.dumps(times), flush=True)
