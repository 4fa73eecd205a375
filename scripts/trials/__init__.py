"""A real site on this machine, to load, kill and upgrade."""
