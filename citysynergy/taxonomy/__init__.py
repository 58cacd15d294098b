"""Themes, goals, countries, regions, cities, the gazetteer and programmes."""
