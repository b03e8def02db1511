"""Words with boxes become pieces in reading order."""
