#!/bin/sh
# Writes the locks from pyproject.toml with uv: every version with its hashes, no address of an index.
# For developers; an argument (--upgrade, --upgrade-package NAME) is handed on to uv.
set -eu
cd "$(dirname "$0")/.."

uv=$(command -v uv || echo .venv/bin/uv)
if ! "$uv" --version >/dev/null 2>&1; then
    echo "Cần uv để khóa phiên bản: .venv/bin/python -m pip install uv" >&2
    exit 1
fi

# A package with extras stands a second time without them: older pips (23.2, which Python 3.11 brings) take the two for
# different requirements and, where one has no pin of its own, look for a newer version and fail for want of its hash.
with_both() {
    awk '
        function put() {
            if (block ~ /^[a-z0-9_.-]+\[/) { bare = block; sub(/\[[^]]*\]/, "", bare); printf "%s", bare }
            printf "%s", block
            block = ""
        }
        /^[a-z0-9]/ { put() }
        { block = block $0 "\n" }
        END { put() }
    ' "$1"
}

lock() { # lock FILE ARGUMENTS…
    file=$1
    shift
    "$uv" pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes --no-strip-extras \
        --custom-compile-command "make lock" --output-file "$file" "$@" pyproject.toml
    both=$(with_both "$file")
    printf '%s\n' "$both" >"$file"
}

lock requirements.lock "$@"
# The other locks hold the runtime's too, in the same versions: one file installs everything.
lock requirements-dask.lock --extra dask --constraint requirements.lock "$@"
lock requirements-s3.lock --extra s3 --constraint requirements-dask.lock "$@"
lock requirements-dev.lock --extra dask --extra s3 --group dev --constraint requirements-dask.lock --constraint requirements-s3.lock "$@"
