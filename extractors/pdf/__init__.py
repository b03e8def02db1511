"""PDF: the text layer's words with their boxes, ruled tables, pages to be recognised."""
