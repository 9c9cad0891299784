"""Files on the disk: there whole or not at all, by one writer at a time."""
