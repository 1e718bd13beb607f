"""Record linkage: which rows of lists are of one child. Knows rows of cells, no child and no database of ours."""
