"""Renderers of tables: CSV, workbook, page."""
