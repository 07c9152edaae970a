#!/usr/bin/env bash
# Starts a server that speaks MongoDB's protocol, for tests where no MongoDB is at hand: SecantusDB (GPL-2.0, beta),
# installed from PyPI into a virtual environment in FOLDER. It is a process of its own, never a part of this project,
# and its speed says nothing of MongoDB's. Prints what to export; the server runs on until it is killed.
#   eval "$(scripts/mongodb/start.sh FOLDER)"; npm test; kill "$SECANTUSD_PID"
set -euo pipefail
folder=$1
mkdir -p "$folder/data"
if [ ! -x "$folder/venv/bin/secantusd-py" ]; then
  python3 -m venv "$folder/venv" >&2
  "$folder/venv/bin/pip" install --quiet --disable-pip-version-check secantusdb==0.7.0b3 >&2
fi
server="$folder/venv/bin/secantusd-py"
"$server" --host 127.0.0.1 --port 0 --storage-path "$folder/data" --sync-on-commit --enable-test-commands \
  >/dev/null 2>"$folder/log" &
pid=$!
for _ in $(seq 300); do
  port=$(sed -nE 's/.*listening on 127\.0\.0\.1:([0-9]+).*/\1/p' "$folder/log")
  [ -n "$port" ] && break
  kill -0 "$pid" 2>/dev/null || break
  sleep 0.1
done
if [ -z "$port" ]; then
  cat "$folder/log" >&2
  exit 1
fi
cat <<END
export MONGODB_URI='mongodb://127.0.0.1:$port/?directConnection=true'
export MONGODB_THROWAWAY=1
export SECANTUSD='$server'
export SECANTUSD_PID=$pid
END
