"""Loads the demonstration: reads the files beside it and plays them through the services, each act at its own time."""
