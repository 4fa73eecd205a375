"""History of entries: what they contained at any moment, compared and reverted."""
