"""The demonstration: set up completely, then served on loopback only."""
