"""Builds the reference data of the plugin from named packages and from what was written by hand."""
