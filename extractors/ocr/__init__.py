"""Recognition of pages without a useful text layer."""
