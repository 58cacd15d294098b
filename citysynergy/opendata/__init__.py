"""Open data: the API and the state of the service."""
