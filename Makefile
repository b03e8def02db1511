# Commands of soát; `make` alone lists them. Paths are relative, so that the folder's name may hold blanks.
MAKEFLAGS += --no-print-directory
SHELL := /bin/sh
BIN := .venv/bin
INBOX := data/samples/inbox
OUT := out
PYTEST := $(BIN)/python -m pytest
ALONE := tests/bench tests/faults tests/hostile
export SYSTEM PYTHON

.DEFAULT_GOAL := help
.PHONY: help setup setup-dask setup-s3 setup-dev setup-slow run test check test-slow format lock samples clean

help: ## Danh sách lệnh
	@sed -n 's/^\([a-z-]*\):[^#]*## /\1|/p' Makefile | while IFS='|' read -r name text; do printf '  make %-11s %s\n' "$$name" "$$text"; done
	@echo
	@echo '  Tùy chọn: make run INBOX=thư-mục OUT=kết-quả · PYTHON=python3.12 · SYSTEM=no (không cài chương trình hệ thống)'

setup: ## Cài .venv, các gói đã khóa phiên bản và chương trình hệ thống còn thiếu
	@sh setup/venv.sh run
	@sh setup/system.sh run

run: setup ## Đọc hộp thư mẫu (hoặc INBOX) và lập bảng kết quả vào out/
	@$(BIN)/soat run "$(INBOX)" --out "$(OUT)"

setup-dask: ## Như setup, thêm gói Dask để nhiều máy cùng đọc (soat run --scheduler)
	@sh setup/venv.sh dask
	@sh setup/system.sh run

setup-s3: ## Như setup, thêm gói s3fs để đọc thư mục nhận trong kho đối tượng (soat run s3://…)
	@sh setup/venv.sh s3
	@sh setup/system.sh run

setup-dev:
	@sh setup/venv.sh dev
	@sh setup/system.sh run

setup-slow: setup-dev
	@sh setup/system.sh tests

check: setup-dev ## Kiểm tra cách viết mã: ruff, mypy, import-linter
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

test: check ## Kiểm tra cách viết mã, rồi chạy các bài kiểm tra nhanh
	$(PYTEST) -m "not slow" --numprocesses auto --dist loadfile

# Those that watch time and memory run alone.
test-slow: setup-slow ## Chạy các bài kiểm tra chậm: nhận dạng chữ, LibreOffice, Chromium, Prefect
	$(PYTEST) -m slow $(ALONE)
	$(PYTEST) -m slow $(ALONE:%=--ignore=%) --numprocesses auto --dist loadfile

format: setup-dev ## Định dạng mã và sửa những lỗi mà ruff tự sửa được
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

lock: ## Khóa lại phiên bản các gói (cần uv): make lock ARGS=--upgrade
	@sh setup/lock.sh $(ARGS)

samples: setup-dev ## Dựng lại hộp thư mẫu từ data/samples/texts (cần LibreOffice)
	$(BIN)/python -m tools.samples

clean: ## Xóa .venv và các tệp tạm; kết quả trong out/ được giữ lại
	rm -rf .venv build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache *.egg-info
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
