"""Long walks that look for what may still be wrong: `bin/drill tests/sweeps`. They are run by hand; CI does not wait for them."""
