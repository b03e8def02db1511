"""DOCX: the XML walked part by part, so that nothing printed is lost."""
