"""The kit: every hostile file that is made here, by family."""

from tests.hostile import archives, mails, office, pdf, pictures, texts
from tests.hostile.case import Case

CASES: tuple[Case, ...] = (*pdf.CASES, *office.CASES, *archives.CASES, *mails.CASES, *pictures.CASES, *texts.CASES)
