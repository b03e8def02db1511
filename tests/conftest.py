"""What holds for all tests."""

from hypothesis import settings

# No test is timed: a machine that is busy would fail it. And each run tries the same examples, so that a failure comes again.
settings.register_profile("soat", deadline=None, derandomize=True)
settings.load_profile("soat")
