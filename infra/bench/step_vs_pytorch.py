#!/usr/bin/env python3
"""Runs PyTorch's training step and ours in turn and prints the ratio of samples/s, ours over PyTorch's.

    infra/bench/step_vs_pytorch.py --peer ../shared/peers/moco_step.py [--python python3] [--rounds 5]

Both take the same encoder, batch and queue. Turn about, because a shared machine's speed drifts: each
round gives one ratio, and the median of the rounds is the result. Needs a Python that has torch.
"""
import argparse
import json
import os
import statistics
import subprocess
import sys

HERE = os.path.dirname(os.path.abspath(__file__))


def last_json(command):
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command)}: ended with {done.returncode}\n{done.stderr.strip()[-2000:]}")
    return json.loads(done.stdout.strip().splitlines()[-1])


def main():
    p = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    p.add_argument("--peer", default=os.path.join(HERE, "../../../shared/peers/moco_step.py"))
    p.add_argument("--peer-options", default="", help='for example "--channels-last --lean"')
    p.add_argument("--python", default=sys.executable)
    p.add_argument("--rounds", type=int, default=5)
    p.add_argument("--queue", type=int, default=4096)
    p.add_argument("--steps", type=int, default=60)
    a = p.parse_args()
    shared = ["--queue", str(a.queue), "--steps", str(a.steps)]
    peer = [a.python, a.peer, *shared, *a.peer_options.split()]
    ours = [os.path.join(HERE, "../slipstream"), "bench", "step", "--json", *shared]

    ratios = []
    for n in range(a.rounds):
        theirs, own = last_json(peer), last_json(ours)
        ratios.append(own["samples_per_second"] / theirs["samples_per_second"])
        print(f"round {n + 1}: ours {own['samples_per_second']:.0f}, "
              f"PyTorch {theirs['samples_per_second']:.0f} samples/s, ratio {ratios[-1]:.3f}", file=sys.stderr)
    print(json.dumps({"ratio_median": round(statistics.median(ratios), 3), "ratio_min": round(min(ratios), 3),
                      "ratio_max": round(max(ratios), 3), "rounds": a.rounds, "queue": a.queue,
                      "peer": theirs, "ours": own}))


if __name__ == "__main__":
    main()
