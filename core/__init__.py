"""The words that everyone speaks: frozen values and pure functions, no I/O."""
