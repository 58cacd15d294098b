"""The ministry judges by published criteria what the public gets to read, through Wagtail's workflows."""
