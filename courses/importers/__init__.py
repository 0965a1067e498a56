"""Pure readers of foreign course formats: no models, no database, nothing written but temporary files."""
