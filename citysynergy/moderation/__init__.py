"""Moderation by Wagtail's workflows."""
