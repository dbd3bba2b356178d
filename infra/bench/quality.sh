#!/bin/sh
# kNN accuracy after one pass over Fashion-MNIST, three seeds: the default recipe, and the encoder and
# settings of the PyTorch peer (stream_moco.py). One JSON line each. Needs the Debian package's four files.
#
#     infra/bench/quality.sh [/usr/share/datasets/fashion-mnist]
set -eu
data=${1:-/usr/share/datasets/fashion-mnist}
slipstream=$(dirname "$0")/../slipstream
for seed in 0 1 2; do
  "$slipstream" evaluate images --data "$data" --seed $seed --json
done
for seed in 0 1 2; do
  "$slipstream" evaluate images --data "$data" --seed $seed --json \
    --set encoder.architecture=peer-conv --set embedding.size=0 --set learner.steps-per-batch=1 \
    --set learner.learning-rate=0.06 --set learner.weight-decay=1e-4 --set loss.temperature=0.2 \
    --set view.crop-min=0.3 --set view.brightness=0.4 --set view.contrast=0.4
done
