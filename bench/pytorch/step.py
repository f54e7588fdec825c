"""A training step of PyTorch's eager mode under measurement: step.py THREADS ADAM WORKLOAD. ADAM is default or fused."""
import json
import sys

import torch

threads, adam, workload = int(sys.argv[1]), sys.argv[2], json.loads(sys.argv[3])
torch.set_num_threads(threads)
torch.manual_seed(1)

if workload["kind"] == "network":
    from network import Network as Steps
else:
    from training import Training as Steps

from protocol import serve  # noqa: E402

serve(Steps(workload, fused=adam == "fused").step)
