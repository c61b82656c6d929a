"""What goes into the extension for LibreOffice; only LibreOffice can import it."""
