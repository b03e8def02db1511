"""Entries: the order of the work, the schedule, the command line. No thought about documents."""
