"""Builders of feeds (RSS, Atom) and calendars (iCalendar)."""
