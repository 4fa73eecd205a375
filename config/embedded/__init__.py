"""PostgreSQL inside the project's folder, for demo, development and tests."""
