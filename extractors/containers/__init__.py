"""Archives, e-mails and other files that hold files."""
