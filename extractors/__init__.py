"""Readers: any file of an inbox into a Reading."""
