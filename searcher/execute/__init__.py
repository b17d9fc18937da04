"""Whoosh queries on columnar segments: arrays of documents and scores instead of posting by posting."""
