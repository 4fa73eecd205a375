"""Pages of reports: what everybody reads, and where staff write."""
