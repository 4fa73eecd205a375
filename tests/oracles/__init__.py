"""Oracles: what the public is given on the real records, frozen; see README.md."""
