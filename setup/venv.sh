#!/bin/sh
# Makes .venv with the locked packages and the project itself: `venv.sh run`, for many machines `venv.sh dask`, for an inbox in
# an object store `venv.sh s3` or, with the developers' tools, `venv.sh dev`.
# A stamp holds what .venv was made from; while that stays the same, a call does nothing.
set -eu
cd "$(dirname "$0")/.."

kind=${1:-run}
case $kind in
    run) lock=requirements.lock ;;
    dask) lock=requirements-dask.lock ;;
    s3) lock=requirements-s3.lock ;;
    dev) lock=requirements-dev.lock ;;
    *) echo "setup/venv.sh: run | dask | s3 | dev" >&2; exit 2 ;;
esac
python=.venv/bin/python
unset PYTHONHOME PYTHONPATH PIP_USER PIP_TARGET PIP_PREFIX PIP_REQUIRE_VIRTUALENV PIP_NO_DEPS 2>/dev/null || true

# The place belongs to it, because a moved environment points to where it was.
made_from() { { pwd -P; cat "$1" pyproject.toml setup/venv.sh; } | cksum; }
stamped() { [ -x "$python" ] && [ "$(cat ".venv/soat-$1.stamp" 2>/dev/null)" = "$2" ]; }
stamp=$(made_from "$lock")
stamped "$kind" "$stamp" && exit 0

home=${HOME:-/nonexistent}
[ -d "$home" ] && [ -w "$home" ] || export PIP_NO_CACHE_DIR=1
export PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_INPUT=1 PIP_ROOT_USER_ACTION=ignore PIP_NO_WARN_SCRIPT_LOCATION=1

if ! "$python" -I -m pip --version >/dev/null 2>&1 || [ "$(cat .venv/soat-place 2>/dev/null)" != "$(pwd -P)" ]; then
    found=$(sh setup/find_python.sh)
    echo "Tạo .venv bằng $("$found" --version) ($found)"
    "$found" -I -m venv --clear .venv
    pwd -P >.venv/soat-place
fi

rm -f .venv/soat-*.stamp
echo "Cài $(grep -c '==' "$lock") gói đã khóa phiên bản trong $lock; lần đầu mất vài phút…"
# The lock is complete, so nothing is to be resolved: old versions of pip would not see that an extra is pinned too.
if ! "$python" -I -m pip install --quiet --quiet --progress-bar off --no-deps --require-hashes --requirement "$lock"; then
    echo "Chưa cài được các gói Python. Kiểm tra kết nối mạng tới kho gói (pip), rồi chạy lại lệnh vừa rồi." >&2
    exit 1
fi
"$python" -I -m pip install --quiet --quiet --progress-bar off --no-deps --no-build-isolation --no-index --editable .

# The developers' lock holds Dask's and S3's, and these the runtime's: what is made for one serves the other.
for extra in dask s3; do
    [ "$kind" = dev ] && made_from "requirements-$extra.lock" >".venv/soat-$extra.stamp"
done
[ "$kind" != run ] && made_from requirements.lock >.venv/soat-run.stamp
echo "$stamp" >".venv/soat-$kind.stamp"
echo "Đã cài xong vào .venv"
