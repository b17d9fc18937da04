"""Engines: whatever turns a query's tree into documents, counts and articles."""
