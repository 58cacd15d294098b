"""Mounts the plugin's search and browse pages in the ready site."""
