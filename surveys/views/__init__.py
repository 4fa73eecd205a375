"""Pages of surveys for staff and respondents."""
