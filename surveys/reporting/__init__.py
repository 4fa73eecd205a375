"""Reports: what a snapshot freezes, prose with figures by name, and three outputs."""
