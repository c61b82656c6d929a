"""Financial help: who is eligible by the office's own tables, and which discount is proposed."""
