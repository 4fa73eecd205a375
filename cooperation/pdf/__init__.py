"""Accessible PDF of entries, and images for shared links."""
