"""The query language: from what a user types to a tree that any engine can answer, with no engine in it."""
