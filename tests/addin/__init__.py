"""The add-in: built from text, and tried without Excel."""
