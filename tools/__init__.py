"""Tools for developers: build the samples."""
