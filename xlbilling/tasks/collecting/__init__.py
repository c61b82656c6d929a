"""How balances past due are collected: standing, steps, letters, placements, proposals."""
