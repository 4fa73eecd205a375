"""Pages of surveys: staff, and respondents."""
