"""Published layouts of data sets → rows."""
