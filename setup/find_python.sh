#!/bin/sh
# Prints a Python that can make .venv: 3.11 to 3.13 (the locked packages are tried on them) before a newer one.
# Each candidate is run, because a name in PATH may be a shim with nothing behind it.
set -eu

usable() { # usable NEWEST PROGRAM: can it make environments, and is it of 3.11 … 3.NEWEST?
    "$2" -I -c "import sys, venv, ensurepip; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, $1))" >/dev/null 2>&1
}

if [ -n "${PYTHON:-}" ]; then
    usable 99 "$PYTHON" && { command -v "$PYTHON"; exit 0; }
    echo "PYTHON=$PYTHON không dùng được: cần Python từ 3.11 trở lên, có mô-đun venv." >&2
    exit 1
fi

for newest in 13 99; do
    for name in python3 python3.13 python3.12 python3.11 python; do
        old_ifs=$IFS
        IFS=:
        for folder in $PATH; do
            program=${folder:-.}/$name
            if [ -x "$program" ] && usable "$newest" "$program"; then
                echo "$program"
                exit 0
            fi
        done
        IFS=$old_ifs
    done
done

echo "Không tìm thấy Python từ 3.11 trở lên (có venv)." >&2
echo "Cài bằng: apt-get install python3 python3-venv; hoặc chỉ rõ: make run PYTHON=/đường/dẫn/python3.12" >&2
exit 1
