"""What is printed: accessible PDF of sheets, and pictures for shared links."""
