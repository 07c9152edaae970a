#!/usr/bin/env bash
# Builds TensorFlow's Node binding into .cache/engines/tfjs-node, from npm, PyPI and a C++ compiler alone: the C library
# comes out of the Python wheel, since the binding's own install script knows no current Node version.
# Prints the reason and ends with 1 where something for it is missing.
set -euo pipefail

TFJS_VERSION=4.22.0
# The last wheel whose C API the binding was written for.
TENSORFLOW_VERSION=2.15.1
N_API=8

root=$(cd "$(dirname "$0")/../.." && pwd)
home=$root/.cache/engines/tfjs-node
package=$home/node_modules/@tensorflow/tfjs-node
library=$package/deps/lib
binding=$package/lib/napi-v$N_API/tfjs_binding.node

missing() {
  echo "$1"
  exit 1
}

[ -f "$binding" ] && exit 0
[ "$(uname -sm)" = 'Linux x86_64' ] || missing 'the wheel is for Linux on x86-64'
command -v g++ >/dev/null || missing 'there is no g++'
command -v python3 >/dev/null || missing 'there is no python3'

mkdir -p "$home"
cd "$home"
npm install --prefix . --ignore-scripts --no-audit --no-fund --silent \
  "@tensorflow/tfjs-node@$TFJS_VERSION" node-api-headers@1.9.0 || missing 'npm cannot install @tensorflow/tfjs-node'
python3 -m pip download --quiet --no-deps --only-binary=:all: --platform manylinux2014_x86_64 --python-version 3.11 \
  --dest wheel "tensorflow-cpu==$TENSORFLOW_VERSION" || missing 'pip cannot download tensorflow-cpu'

python3 - wheel/*.whl unpacked <<'PYTHON'
import sys
import zipfile

NEEDED = (
    'tensorflow/libtensorflow_',
    'tensorflow/include/tensorflow/',
    'tensorflow/include/tsl/',
    'tensorflow/include/external/local_tsl/',
)
with zipfile.ZipFile(sys.argv[1]) as wheel:
    wheel.extractall(sys.argv[2], [name for name in wheel.namelist() if name.startswith(NEEDED)])
PYTHON

mkdir -p "$library" "$(dirname "$binding")"
mv unpacked/tensorflow/libtensorflow_*.so.2 "$library"
g++ -std=c++17 -O1 -fPIC -shared -o "$binding" "$package"/binding/*.cc \
  -DNAPI_VERSION=$N_API -DBUILDING_NODE_EXTENSION \
  -Inode_modules/node-api-headers/include -Iunpacked/tensorflow/include \
  -L"$library" -l:libtensorflow_cc.so.2 -l:libtensorflow_framework.so.2 -Wl,-rpath,"$library" ||
  missing 'the binding does not compile'
rm -r wheel unpacked
