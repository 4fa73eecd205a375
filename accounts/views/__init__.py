"""Pages of agents, of staff who review, and of accounts."""
