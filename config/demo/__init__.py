"""The demonstration: everything set up, then served on loopback only."""
