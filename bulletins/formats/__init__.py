"""What readers share: bytes to characters, safe containers, cells with spans to grids."""
