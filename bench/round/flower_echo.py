"""The echo task in Flower: its former bidirectional server (start_server) and clients (start_client), over plain gRPC.

flower_echo.py version                                    prints the versions
flower_echo.py server ADDRESS SITES BYTES ROUNDS WARM_UP  prints seconds per round and the process's peak memory
flower_echo.py client ADDRESS                             one site
"""
import json
import platform
import resource
import sys
import time

import flwr
import grpc
import numpy as np

ROWS = 100


class Echo(flwr.client.NumPyClient):
    """Sends back what was broadcast, as the parameters of a hundred rows."""

    def fit(self, parameters, config):
        return parameters, ROWS, {}


class TimedFedAvg(flwr.server.strategy.FedAvg):
    """Notes when each round's mean is made."""

    def __init__(self, **options):
        super().__init__(**options)
        self.ended = []

    def aggregate_fit(self, server_round, results, failures):
        if failures:
            raise RuntimeError(failures[0])
        aggregated = super().aggregate_fit(server_round, results, failures)
        self.ended.append(time.perf_counter())
        return aggregated


def serve(address, sites, size, rounds, warm_up):
    parameters = (np.arange(size // 4) * 7919 % 2001 / 1000 - 1).astype(np.float32)
    strategy = TimedFedAvg(
        fraction_fit=1.0,
        fraction_evaluate=0.0,
        min_fit_clients=sites,
        min_available_clients=sites,
        initial_parameters=flwr.common.ndarrays_to_parameters([parameters]),
    )
    config = flwr.server.ServerConfig(num_rounds=warm_up + rounds)
    flwr.server.start_server(server_address=address, config=config, strategy=strategy)
    seconds = (strategy.ended[-1] - strategy.ended[warm_up - 1]) / rounds
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"seconds": seconds, "peakMegabytes": peak}), flush=True)


def main(role, *arguments):
    if role == "version":
        versions = f"flwr {flwr.__version__}, grpcio {grpc.__version__}, numpy {np.__version__}"
        print(f"{versions}, Python {platform.python_version()}")
    elif role == "server":
        serve(arguments[0], *map(int, arguments[1:]))
    else:
        flwr.client.start_client(server_address=arguments[0], client=Echo().to_client(), insecure=True)


main(*sys.argv[1:])
