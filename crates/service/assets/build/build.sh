#!/bin/sh
# Makes cocket.css and cocket.rtl.css again. Needs Node; run it from anywhere, then look at the pages.
# The tools are installed outside the tree, in the directory given or in a new temporary one.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
work=${1:-$(mktemp -d)}
mkdir -p "$work"
cp "$here"/package.json "$here"/package-lock.json "$here"/build.mjs "$here"/*.scss "$work"
cd "$work"
npm ci --no-audit --no-fund --ignore-scripts --silent
node build.mjs "$here/.."
