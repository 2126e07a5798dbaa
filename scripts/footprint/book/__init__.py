"""Running the chapters and making the book: HTML, PDF, registers, editions."""
