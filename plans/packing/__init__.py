"""The offline pack: one ZIP that works without this platform, from a USB stick."""
