"""From bytes to a plan: text table, columns, values, checks, plan. Knows files, not the store."""
