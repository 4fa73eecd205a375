"""From answers to knowledge: counts, what may be shown of them, what changed."""
