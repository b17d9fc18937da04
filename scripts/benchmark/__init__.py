"""What the benchmarks share: a corpus, the systems compared, the queries, the report."""
