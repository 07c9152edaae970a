"""Nearest Hamming distances the obvious way in NumPy, in turns with hamming.ts.

Arguments: a file of one byte per cell, rows of the first table then rows of the second; rows of each; columns.
Prints the version of NumPy; then, per line read, the milliseconds and the sum of the distances.
"""

import json
import sys
import time

import numpy as np

path, rows, columns = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
cells = np.fromfile(path, dtype=np.uint8).reshape(2, rows, columns)
A, B = cells[0].copy(), cells[1].copy()
print(json.dumps(np.__version__), flush=True)
for _ in sys.stdin:
    start = time.perf_counter()
    nearest = [(A[i][None, :] != B).sum(1).min() for i in range(len(A))]
    print(json.dumps({"ms": 1e3 * (time.perf_counter() - start), "sum": int(np.sum(nearest))}), flush=True)
