"""The original beside what was read of it: a file's bytes again, its pages as pictures, and where words stand on them."""
