"""The stored register read once and analysed: gaps, chains, losses, levels."""
