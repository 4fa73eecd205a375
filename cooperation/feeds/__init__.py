"""What people subscribe to: feeds of sheets, calendars of dates."""
