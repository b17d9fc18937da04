"""The columnar segment: a Whoosh index on memory-mapped arrays."""
