"""What is known, kept in a database, and campaign folders on disk."""
