"""Questions in, answers out: searching the index that `index` writes."""
