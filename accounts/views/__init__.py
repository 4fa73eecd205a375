"""Pages of people, by what they do there."""
