"""Articles in, index out: reading news articles and writing the Whoosh index that `searcher` answers from."""
