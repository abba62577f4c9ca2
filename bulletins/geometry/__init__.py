"""From the geometry of a page to its tables and its text in reading order.

``shapes`` are runs of characters, rules and fills; ``rules`` joins the pieces that rules are
drawn in; ``lattice`` makes cells of rules; ``alignment`` finds rows and columns where there
are none; ``regions`` says where on a page the tables are; ``order`` puts what is left into
reading order; ``stitch`` joins tables over pages. Nothing here knows a file format, and
nothing a word of the field.
"""
