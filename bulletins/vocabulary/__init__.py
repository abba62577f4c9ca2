"""What the bulletins' words mean: characters, numerals, pollution labels, regions."""
