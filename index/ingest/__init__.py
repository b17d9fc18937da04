"""Files in, segments out, in worker processes: reading, understanding and inverting whole batches of files."""

from index.ingest.files import FileReport, SourceFile, digest_of, doubts_about

__all__ = ["FileReport", "SourceFile", "digest_of", "doubts_about"]
