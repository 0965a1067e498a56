"""Reading lists of people: plain tables, and the rosters that student systems write."""
