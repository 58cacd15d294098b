"""Organisations, their ressort, desks, members and public pages."""
