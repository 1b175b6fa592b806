"""A study's rows as files that other programs read: tables, a codebook, four formats."""
