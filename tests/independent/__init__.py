"""An independent verifier of the arithmetic contract, written from CONTRACT.md alone. Start with __main__.py."""
