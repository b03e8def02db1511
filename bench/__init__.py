"""Benchmarks: accuracy and speed, printed beside peers; run from the root, for example `python -m bench.coverage`."""
