"""Entries: the order of the work, the schedule, the command line. No thought about documents."""

from core.settings import stay_offline

stay_offline()  # before any module of this storey imports Prefect
