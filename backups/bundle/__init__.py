"""The evidence bundle: what stands in it, how it is packed, and the script that checks it."""
