"""What checking the claims writes: the Findings table and the status columns of Claims."""
