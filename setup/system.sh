#!/bin/sh
# Programs that are no Python packages: installs the missing ones where it may, else says what will not be read.
# `system.sh run`, or `system.sh tests` for those that only slow tests need. It never fails: soát runs without them.
set -u

find_program() { command -v "$1" >/dev/null 2>&1; }
has_vietnamese_ocr() { find_program tesseract && tesseract --list-langs 2>&1 | grep -qx vie; }
has_office() { # has_office PART: soffice, and where dpkg can tell, its writer or calc
    find_program soffice || find_program libreoffice || return 1
    find_program dpkg-query || return 0
    dpkg-query --show --showformat '${db:Status-Status} ${Package}\n' 'libreoffice*' 2>/dev/null |
        grep -Eqx "installed (libreoffice-$1|libreoffice-$1-nogui)" && return 0
    ! dpkg-query --search "$(command -v soffice || command -v libreoffice)" >/dev/null 2>&1 # not Debian's: it has all parts
}
has_fonts() {
    find_program fc-list && fc-list 2>/dev/null | grep -qi liberation && return 0
    [ -d /usr/share/fonts/truetype/liberation ] || [ -d /usr/share/fonts/truetype/liberation2 ] || [ "$(uname)" = Darwin ]
}
has_archives() { # libarchive, which opens 7z, RAR and tar
    PATH="$PATH:/usr/sbin:/sbin" ldconfig -p 2>/dev/null | grep -q 'libarchive\.so' || [ "$(uname)" = Darwin ]
}
archives_package() { # its name in newer systems has t64 behind it
    if apt-cache show libarchive13t64 >/dev/null 2>&1; then echo libarchive13t64; else echo libarchive13; fi
}
has_chromium() { find_program chromium || find_program chromium-browser; }

lacking() { # the Debian packages that are missing for $1
    if [ "$1" = tests ]; then
        has_office calc || echo libreoffice-calc-nogui
        has_chromium || echo chromium
    else
        has_vietnamese_ocr || echo tesseract-ocr tesseract-ocr-vie
        has_office writer || echo libreoffice-writer-nogui
        has_fonts || echo fonts-liberation
        has_archives || archives_package
    fi
}

as_root() {
    if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi
}
install() { # install PACKAGES…
    find_program apt-get && as_root true 2>/dev/null || return 1
    echo "Cài chương trình hệ thống: $*"
    log=$(mktemp) || return 1
    for step in update "install --yes --no-install-recommends $*"; do
        # shellcheck disable=SC2086
        if ! as_root env DEBIAN_FRONTEND=noninteractive apt-get -qq -o DPkg::Lock::Timeout=120 $step >"$log" 2>&1 </dev/null; then
            tail -n 3 "$log"
            break
        fi
    done
    rm -f "$log"
}

kind=${1:-run}
missing=$(lacking "$kind" | tr '\n' ' ')
[ -z "$missing" ] && exit 0
if [ "${SYSTEM:-yes}" != no ]; then
    # shellcheck disable=SC2086
    install $missing
    missing=$(lacking "$kind" | tr '\n' ' ')
    [ -z "$missing" ] && exit 0
fi

echo "Còn thiếu trên máy: $missing"
for package in $missing; do
    case $package in
        tesseract-ocr-vie) echo "  - tesseract (tiếng Việt): bản quét và ảnh sẽ không đọc được, nhận mã no_text." ;;
        libreoffice-writer-nogui) echo "  - LibreOffice Writer: tệp .doc, .rtf, .odt sẽ không đọc được, nhận mã missing_tool." ;;
        libarchive13*) echo "  - libarchive: tệp .rar, .7z, .tar sẽ không đọc được, nhận mã missing_tool." ;;
        fonts-liberation) echo "  - phông Liberation: một số tệp .doc chuyển đổi có thể lệch chữ." ;;
        libreoffice-calc-nogui) echo "  - LibreOffice Calc: bỏ qua bài kiểm tra mở coverage.xlsx." ;;
        chromium) echo "  - Chromium: bỏ qua bài kiểm tra mở index.html." ;;
    esac
done
echo "Các tệp khác vẫn đọc bình thường. Người quản trị máy cài bằng lệnh: apt-get install $missing"
exit 0
