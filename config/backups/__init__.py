"""Backups that restore: a dump, the media and a manifest; drills that prove it."""
