"""Files of other office programs: text documents, spreadsheets, slides."""
