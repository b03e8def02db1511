#!/bin/sh
# Writes both locks from pyproject.toml with uv: every version with its hashes, no address of an index.
# For developers; an argument (--upgrade, --upgrade-package NAME) is handed on to uv.
set -eu
cd "$(dirname "$0")/.."

uv=$(command -v uv || echo .venv/bin/uv)
if ! "$uv" --version >/dev/null 2>&1; then
    echo "Cần uv để khóa phiên bản: .venv/bin/python -m pip install uv" >&2
    exit 1
fi

lock() { # lock FILE ARGUMENTS…
    file=$1
    shift
    # With their extras, because pip else looks for other versions of a package that somebody asks for with one.
    "$uv" pip compile --quiet --no-config --universal --python-version 3.11 --generate-hashes --no-strip-extras \
        --custom-compile-command "make lock" --output-file "$file" "$@" pyproject.toml
}

lock requirements.lock "$@"
# The developers' lock holds the runtime's too, in the same versions: one file installs everything.
lock requirements-dev.lock --group dev --constraint requirements.lock "$@"
