"""What the scenario, documentation, chaos and bench runners share. Standard library only."""
