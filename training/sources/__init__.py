"""Published layouts of data sets → rows (see row). Each source's ``entries`` yields a Row or a
LeftOut for every picture, in a stable order, and counts other things into *notes*."""
