"""Understanding: headers, references, units, sections, evidence of Vietnamese official documents."""
