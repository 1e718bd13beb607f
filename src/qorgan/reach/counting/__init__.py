"""How many children: distinct, with a range and bounds, by project and between projects. Arithmetic over row numbers; knows no name."""
