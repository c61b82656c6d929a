"""What the office does, one file a task: frames and dates in, a Plan out."""
