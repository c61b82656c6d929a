"""What the Dashboard shows, part by part: tiles, trend, who owes, more figures, denials."""
