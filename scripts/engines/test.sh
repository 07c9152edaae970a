#!/usr/bin/env bash
# Runs the contract of the compute engines on those that are not part of an installation: TensorFlow's native kernels
# and ONNX Runtime on a (software) GPU. What this machine cannot provide is skipped, with a line that says so.
set -uo pipefail

scripts=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$scripts/../.." && pwd)
failed=0

contract() { # NAME PROVIDER [VARIABLE=VALUE ...]
  local name=$1 provider=$2
  shift 2
  env "$@" COHORTLOOM_ENGINE="$name" COHORTLOOM_PROVIDER="$provider" \
    NODE_OPTIONS='--experimental-vm-modules --no-warnings' \
    npx jest --config "$scripts/jest.config.js" || failed=1
}

if reason=$("$scripts/tfjs-node.sh"); then
  contract tensorflow node TF_CPP_MIN_LOG_LEVEL=2
else
  echo "skipped: tensorflow on its native kernels ($reason)"
fi

gpu=$root/.cache/engines/vulkan
if reason=$("$scripts/vulkan.sh"); then
  contract onnxruntime webgpu VK_ICD_FILENAMES="$gpu/icd.json" LD_LIBRARY_PATH="$gpu"
else
  echo "skipped: onnxruntime on WebGPU ($reason)"
fi

exit $failed
