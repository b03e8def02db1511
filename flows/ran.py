"""Where the last run over a results folder is told of: its inbox, its campaign, and the key of that in the store."""

RUN_FILE = "run.json"
